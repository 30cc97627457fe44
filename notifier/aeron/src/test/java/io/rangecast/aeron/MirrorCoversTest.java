package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An Error strikes where the curtain is opened, or falls: what it leaves is what the next turn makes whole. */
class MirrorCoversTest {
    private static final int MOST_FRAMES = 100;

    /** Covers of a mirror, and a reader of a page of the first. */
    private static final class Stage {
        final AddressSpace space = new AddressSpace();
        final MirrorCovers covers = new MirrorCovers(space, space.newInvalidator("mirror"));
        final Cover cover = covers.add(4 * PAGE, 12 * PAGE);
        final Subscription reader = space.guard(4 * PAGE, PAGE);

        Stage() {
            covers.takeNew();
            covers.hideAll(0);
            cover.step(Cover.Step.ASKED);
            assertThat(isOpen()).isFalse();
        }

        /** The home says that it tells of the cover. */
        void subscribed() {
            byte[] message = new byte[PeerMessage.LENGTH];
            PeerMessage.put(message, PeerMessage.WINDOW, cover.id());
            covers.onSubscribed(message, null, 0);
        }

        boolean isOpen() {
            return reader.tryReadBegin() != Subscription.BUSY;
        }

        void turn() {
            covers.ask(null, true, 0);
        }
    }

    @Test
    @DisplayName("where an error strikes while readers are let in, the next turn lets them in")
    void w63TheNextTurnLetsReadersIn() throws InterruptedException {
        int[] struck = {0};
        StackEnd.inAShallowThread(() -> {
            new Stage().subscribed(); // so that all classes are there
            for (int frames = 0; frames < MOST_FRAMES; frames++) {
                Stage stage = new Stage();
                boolean isStruck = StackEnd.strikes(frames, stage::subscribed);
                if (stage.cover.isReady()) { // else the message was not borne, and the session is lost
                    struck[0] += isStruck && !stage.isOpen() ? 1 : 0;
                    stage.turn();
                    assertThat(stage.isOpen()).as("%d frames", frames).isTrue();
                }
            }
        });
        assertThat(struck[0]).isPositive();
    }

    @Test
    @DisplayName("where an error strikes while the curtain falls, nothing is taken for dropped before it has fallen")
    void w63NothingIsTakenForDroppedBeforeItHasFallen() throws InterruptedException {
        int[] struck = {0};
        StackEnd.inAShallowThread(() -> {
            for (int frames = 0; frames < MOST_FRAMES; frames++) {
                Stage stage = new Stage();
                stage.subscribed();
                assertThat(stage.isOpen()).isTrue();
                if (StackEnd.strikes(frames, () -> stage.covers.hideAll(0)) && !stage.cover.isReady()) {
                    struck[0] += stage.isOpen() ? 1 : 0;
                    assertThat(stage.covers.isHiddenAcknowledged(0)).isTrue(); // tries again
                    assertThat(stage.isOpen()).as("%d frames", frames).isFalse();
                }
            }
        });
        assertThat(struck[0]).isPositive();
    }
}
