package io.rangecast.aeron;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Map;

/**
 * A queue of a link's, at which memory runs out once: where the next message is made, or where it is to be sent. Steps before that go
 * deeper into the stack, so its end would strike them first.
 */
final class ScarceQueue extends ArrayDeque<byte[]> {
    private static final long serialVersionUID = 1;

    enum Where {
        MADE("unused"),
        SENT("outbox");

        private final String field;

        Where(String field) {
            this.field = field;
        }
    }

    private final Where where;
    private boolean isOver;

    private ScarceQueue(Where where, ArrayDeque<byte[]> before) {
        super(before);
        this.where = where;
    }

    /** Of the link to the only peer. */
    static void strike(PeerHome home, Where where) {
        Map<?, ?> peers = (Map<?, ?>) get(home, "peers");
        strike(((HomePeer) peers.values().iterator().next()).session().link(), where);
    }

    /** Of the link to the home. */
    static void strike(PeerMirror mirror, Where where) {
        strike((NumberedLink) get(mirror, "link"), where);
    }

    @SuppressWarnings("unchecked")
    private static void strike(NumberedLink link, Where where) {
        try {
            Field field = NumberedLink.class.getDeclaredField(where.field);
            field.setAccessible(true);
            field.set(link, new ScarceQueue(where, (ArrayDeque<byte[]>) field.get(link)));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object get(Object of, String name) {
        try {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public byte[] poll() {
        strikeIf(Where.MADE);
        return super.poll();
    }

    @Override
    public boolean add(byte[] message) {
        strikeIf(Where.SENT);
        return super.add(message);
    }

    private void strikeIf(Where here) {
        if (!isOver && where == here) {
            isOver = true;
            throw new OutOfMemoryError("struck where a message is " + here);
        }
    }
}
