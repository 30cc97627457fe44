package io.rangecast.notifier;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The methods of a {@link Notifier} that producers call, and which of them a class overrides. */
enum NotifierCallback {
    START("invalidateRangeStart", Invalidation.class),
    END("invalidateRangeEnd", Invalidation.class),
    TEST_YOUNG("testYoung", AddressSpace.class, long.class),
    CLEAR_FLUSH_YOUNG("clearFlushYoung", AddressSpace.class, long.class, long.class),
    CLEAR_YOUNG("clearYoung", AddressSpace.class, long.class, long.class),
    SECONDARY_TLBS("invalidateSecondaryTlbs", AddressSpace.class, long.class, long.class);

    /** Reflection once for each class. */
    private static final ClassValue<Set<NotifierCallback>> OVERRIDDEN = new ClassValue<>() {
        @Override
        protected Set<NotifierCallback> computeValue(Class<?> type) {
            return Stream.of(values()).filter(c -> c.isOverriddenBy(type)).collect(Collectors.toUnmodifiableSet());
        }
    };

    private final String method;
    private final Class<?>[] parameters;

    NotifierCallback(String method, Class<?>... parameters) {
        this.method = method;
        this.parameters = parameters;
    }

    /**
     * The callbacks that a class of notifiers overrides.
     *
     * @throws IllegalArgumentException if it wants to hear of the same change in two ways
     */
    static Set<NotifierCallback> overriddenBy(Class<? extends Notifier> type) {
        Set<NotifierCallback> overridden = OVERRIDDEN.get(type);
        if (overridden.contains(SECONDARY_TLBS) && (overridden.contains(START) || overridden.contains(END))) {
            throw new IllegalArgumentException(type.getName() + " overrides " + SECONDARY_TLBS.method + " and also "
                    + (overridden.contains(START) ? START : END).method + ": a notifier has the one or the others");
        }
        return overridden;
    }

    private boolean isOverriddenBy(Class<?> type) {
        try {
            return type.getMethod(method, parameters).getDeclaringClass() != Notifier.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(type + " is no notifier", e);
        }
    }
}
