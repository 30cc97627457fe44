package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same where producers ring from the first. */
class DoorbellFromTheFirstTest extends DoorbellTest {
    @Override
    Subscriber newSubscriber(String name, RecordHandler handler) {
        return Subscriber.withDoorbell(name, handler);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 70})
    @DisplayName("a poll that finds nothing looks at one word, however few the producers are")
    void anIdlePollLooksAtOneWord(int count) {
        begin(count);
        assertThat(subscriber.rung()).isZero();
        publish(count - 1);
        assertThat(subscriber.rung()).isEqualTo(1L << (count - 1) % Inboxes.BELLS);
        assertThat(subscriber.poll(1)).isEqualTo(1);
        subscriber.poll(1);
        assertThat(subscriber.rung()).isZero();
    }

    @Test
    @DisplayName("that of a subscriber without one looks at the rings of up to two producers")
    void withoutADoorbellAPollLooksIntoTheRings() {
        Subscriber without = super.newSubscriber("without", record -> {});
        assertThat(without.poll(1)).isZero();
        assertThat(without.rung()).isEqualTo(Doorbell.DIRECT);
    }

    @Test
    @DisplayName("the number of records is checked as by the constructor")
    void theNumberOfRecordsIsChecked() {
        assertThat(Subscriber.withDoorbell("one", record -> {}, 8).records()).isEqualTo(8);
        assertThatThrownBy(() -> Subscriber.withDoorbell("one", record -> {}, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x7 records are no power of two");
    }
}
