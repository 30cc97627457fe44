/**
 * Range invalidation across processes, over Aeron, which needs {@code --add-exports
 * java.base/jdk.internal.misc=ALL-UNNAMED}, or {@code =org.agrona} where Agrona is on the module path.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.rangecast.aeron {
    requires transitive io.rangecast.notifier;
    requires transitive org.agrona;
    requires transitive io.aeron.client;
    requires static jdk.jfr; // without it there are no events

    exports io.rangecast.aeron;
}
