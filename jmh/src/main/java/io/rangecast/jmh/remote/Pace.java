package io.rangecast.jmh.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * How the agents and threads of one way idle, in all processes. Where several ways share a machine, they take turns: a word says
 * whose turn it is, and the agents of the others look once in two milliseconds.
 */
public final class Pace {
    private static final long BESIDE_NANOS = 2_000_000;

    private final Idle idle;

    /** Null if there is no other way. */
    private final MappedWord turn;

    private final int number;

    private Pace(Idle idle, MappedWord turn, int number) {
        this.idle = idle;
        this.turn = turn;
        this.number = number;
    }

    /**
     * That of the only way.
     *
     * @param idle what is done without work
     * @return the pace
     */
    public static Pace of(Idle idle) {
        return new Pace(idle, null, 0);
    }

    /**
     * That of one of several ways.
     *
     * @param idle what is done without work, in its turn
     * @param turn has the number of the way whose turn it is
     * @param number of this way
     * @return the pace
     */
    public static Pace inTurn(Idle idle, MappedWord turn, int number) {
        return new Pace(idle, turn, number);
    }

    /** What {@link #parse} makes the same of in another process. */
    List<String> arguments() {
        return turn == null
                ? List.of(idle.name())
                : List.of(idle.name(), turn.file().toString(), Integer.toString(number));
    }

    static Pace parse(List<String> arguments) {
        Idle idle = Idle.valueOf(arguments.get(0));
        return arguments.size() == 1
                ? of(idle)
                : inTurn(idle, new MappedWord(Path.of(arguments.get(1))), Integer.parseInt(arguments.get(2)));
    }

    IdleStrategy strategy() {
        IdleStrategy inTurn = idle.strategy();
        return turn == null ? inTurn : new TakingTurns(inTurn);
    }

    private final class TakingTurns implements IdleStrategy {
        private final IdleStrategy inTurn;

        TakingTurns(IdleStrategy inTurn) {
            this.inTurn = inTurn;
        }

        @Override
        public void idle(int workCount) {
            if (workCount <= 0) {
                idle();
            }
        }

        @Override
        public void idle() {
            if (turn.get() == number) {
                inTurn.idle();
            } else {
                LockSupport.parkNanos(BESIDE_NANOS);
            }
        }

        @Override
        public void reset() {
            inTurn.reset();
        }
    }
}
