/**
 * Range invalidation for those who hold addresses into off-heap memory. Agrona 2 is an automatic module with a fixed
 * name.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic", "module"
}) // those who share are not there yet
module io.rangecast.notifier {
    requires transitive io.rangecast.ranges;
    requires transitive org.agrona;
    requires org.jctools.core.jdk11;
    requires static jdk.jfr; // without it there are no events
    requires static java.management; // without it no report knows of locks

    exports io.rangecast.notifier;
    exports io.rangecast.notifier.internal to
            io.rangecast.aeron,
            io.rangecast.shared;
}
