package io.rangecast.notifier;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One producer adds pages to an overflow, one subscriber takes them. */
@Tag("lincheck")
class OverflowLinearizabilityTest {
    private static final int THREADS = 2;

    @Test
    void aPageIsAnsweredWhenItsBatchWasTakenAndNoneIsLost() {
        Linearizability.of(Specification.class, THREADS)
                .checkObstructionFreedom(true)
                .check(OverflowOperations.class);
    }

    @Test
    void anOverflowThatIsAnsweredWhenItsBatchIsStillToBeHandledIsCaught() {
        Linearizability.assertCatches(
                Linearizability.of(Specification.class, THREADS), OverflowThatIsAnsweredTooEarly.class);
    }

    /** What the threads of a scenario do to an overflow. Sets of pages are given as bits. */
    @Param(name = "page", gen = IntGen.class, conf = "0:3")
    public static class OverflowOperations {
        final Overflow overflow = new Overflow();
        private Overflow.Batch taking;
        private long ticket;

        /** The number of the batch. */
        @Operation(nonParallelGroup = "producer")
        public long add(@Param(name = "page") int page) {
            ticket = overflow.add(1, page, page + 1);
            return ticket;
        }

        @Operation(nonParallelGroup = "producer")
        public boolean isAnswered() {
            return overflow.isTaken(ticket);
        }

        /** The pages of the batch; 0 if there is none, or the last one is still to be handled. */
        @Operation(nonParallelGroup = "subscriber")
        public int take() {
            if (taking != null) {
                return 0;
            }
            taking = overflow.take();
            int pages = 0;
            for (int i = 0; taking != null && i < taking.starts().length; i++) {
                for (long page = taking.starts()[i]; page < taking.ends()[i]; page++) {
                    pages |= 1 << page;
                }
            }
            return pages;
        }

        @Operation(nonParallelGroup = "subscriber")
        public boolean handled() {
            if (taking == null) {
                return false;
            }
            overflow.taken(taking);
            taking = null;
            return true;
        }

        final Overflow.Batch taking() {
            return taking;
        }
    }

    /** Answers when it hands the batch out: memory would be freed before a handler knows. */
    public static final class OverflowThatIsAnsweredTooEarly extends OverflowOperations {
        @Override
        public int take() {
            int pages = super.take();
            if (taking() != null) {
                overflow.taken(taking());
            }
            return pages;
        }
    }

    public static final class Specification {
        private int pending;
        private long pendingNumber = 1;
        private long takingNumber;
        private long ticket;
        private long answered;

        public long add(int page) {
            pending |= 1 << page;
            ticket = pendingNumber;
            return ticket;
        }

        public boolean isAnswered() {
            return answered >= ticket;
        }

        public int take() {
            if (pending == 0 || takingNumber != 0) {
                return 0;
            }
            int pages = pending;
            pending = 0;
            takingNumber = pendingNumber++;
            return pages;
        }

        public boolean handled() {
            if (takingNumber == 0) {
                return false;
            }
            answered = takingNumber;
            takingNumber = 0;
            return true;
        }
    }
}
