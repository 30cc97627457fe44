package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Fields that only a test may set: counters, to where only years would bring them. */
final class PrivateField {
    private PrivateField() {}

    static VarHandle of(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
