package io.rangecast.aeron;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Links within one thread, which lose, double, delay, reorder and replay as they are told, by a seed. Time passes by {@link
 * #tick}.
 */
final class Wire {
    private record Sent(long due, byte[] bytes) {}

    private final Random random;
    private final ArrayDeque<Link> arrived = new ArrayDeque<>();
    private final List<byte[]> history = new ArrayList<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private long time;

    double loss;
    double doubling;
    double replay;

    /** Of the ticks that a message may take beyond the first. */
    int delay;

    /** How many ticks each message takes at least. */
    int latency;

    boolean reorders;

    /** How many messages of one direction may be under way; the next is refused. */
    int capacity = Integer.MAX_VALUE;

    /** Says which messages vanish: the type, and whether it goes to the home. */
    BiPredicate<MessageType, Boolean> drop = (type, toHome) -> false;

    /** Changes messages that are sent, in place; and whether they go to the home. */
    BiConsumer<byte[], Boolean> tamper = (bytes, toHome) -> {};

    /** The call, of all of all links, in which an Error strikes; and whether that is when the call has done what it does. */
    long strikeAt = Long.MAX_VALUE;

    boolean strikeBehind;

    /** What others do before the next call, once. */
    Runnable between = () -> {};

    /** How many calls of links there were. */
    int calls;

    /** How many transports were to be closed; and whether the next one throws. */
    int closes;

    boolean failsToClose;

    /** Whether nobody hears of the end of a link: with all messages dropped, as if a cable were cut. */
    boolean hidesEnds;

    /** Whether what is sent stays where it is. */
    boolean stopped;

    private final int[] counts = new int[MessageType.values().length];

    Wire(long seed) {
        random = new Random(seed);
    }

    private <T> T struck(Supplier<T> call) {
        Runnable first = between;
        between = () -> {};
        first.run();
        boolean isNow = calls++ == strikeAt;
        if (isNow && !strikeBehind) {
            throw new OutOfMemoryError("struck before");
        }
        T answer = call.get();
        if (isNow) {
            throw new OutOfMemoryError("struck behind");
        }
        return answer;
    }

    void tick() {
        time++;
    }

    /** How many messages of a type were sent. */
    int count(MessageType type) {
        return counts[type.ordinal()];
    }

    /** Loses all links that are there. */
    void cut() {
        pipes.forEach(pipe -> pipe.closed = true);
    }

    void inject(byte[] message, boolean toHome) {
        Pipe last = pipes.get(pipes.size() - (toHome ? 2 : 1));
        last.messages.add(new Sent(0, message.clone()));
    }

    /** A link that some stranger makes, to say JOIN as somebody else has. */
    static void offerJoin(Wire wire, byte[] join) {
        wire.peer().connect().offer(join, join.length);
    }

    /** The last message of a type that was sent. */
    byte[] last(MessageType type) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (PeerMessage.type(history.get(i)) == type) {
                return history.get(i);
            }
        }
        throw new AssertionError("no " + type + " was sent");
    }

    private final class Pipe {
        private final boolean toHome;
        private final ArrayList<Sent> messages = new ArrayList<>();
        private long lastDue;
        private boolean closed;

        Pipe(boolean toHome) {
            this.toHome = toHome;
        }

        boolean offer(byte[] message, int length) {
            if (messages.size() >= capacity) {
                return false;
            }
            byte[] bytes = Arrays.copyOf(message, length);
            tamper.accept(bytes, toHome);
            MessageType type = PeerMessage.type(bytes);
            counts[type.ordinal()]++;
            history.add(bytes);
            if (random.nextDouble() >= loss && !drop.test(type, toHome)) {
                add(bytes);
            }
            if (random.nextDouble() < doubling) {
                add(bytes);
            }
            if (random.nextDouble() < replay) {
                add(history.get(random.nextInt(history.size())));
            }
            return true;
        }

        private void add(byte[] bytes) {
            long due = time + latency + (delay == 0 ? 0 : random.nextInt(delay));
            lastDue = reorders ? due : Math.max(due, lastDue);
            messages.add(new Sent(lastDue, bytes));
        }

        int poll(Link.Handler handler, int limit) {
            int taken = 0;
            for (int i = 0; i < messages.size() && taken < limit && !stopped; ) {
                if (messages.get(i).due <= time) {
                    byte[] bytes = messages.remove(i).bytes;
                    handler.onMessage(Arrays.copyOf(bytes, PeerMessage.MAX_LENGTH), bytes.length);
                    taken++;
                } else if (reorders) {
                    i++;
                } else {
                    break;
                }
            }
            return taken;
        }
    }

    private record End(Wire wire, Pipe in, Pipe out) implements Link {
        @Override
        public boolean offer(byte[] message, int length) {
            return wire.struck(() -> !isLost() && out.offer(message, length));
        }

        @Override
        public int poll(Handler handler, int limit) {
            return wire.struck(() -> in.poll(handler, limit));
        }

        @Override
        public boolean isLost() {
            return !wire.hidesEnds && in.messages.isEmpty() && (in.closed || out.closed);
        }

        @Override
        public void close() {
            in.closed = true;
            out.closed = true;
        }
    }

    Transport home() {
        return new Transport() {
            @Override
            public Link accept() {
                return struck(arrived::poll);
            }

            @Override
            public Link connect() {
                throw new AssertionError("a home does not connect");
            }

            @Override
            public void close() {
                closeTransport();
            }
        };
    }

    private void closeTransport() {
        closes++;
        if (failsToClose) {
            failsToClose = false;
            throw new IllegalStateException("the transport cannot be closed");
        }
    }

    private Link newLink() {
        Pipe up = new Pipe(true);
        Pipe down = new Pipe(false);
        pipes.add(up);
        pipes.add(down);
        arrived.add(new End(this, up, down));
        return new End(this, down, up);
    }

    Transport peer() {
        return new Transport() {
            @Override
            public Link accept() {
                throw new AssertionError("a peer does not accept");
            }

            @Override
            public Link connect() {
                return struck(Wire.this::newLink);
            }

            @Override
            public void close() {
                closeTransport();
            }
        };
    }
}
