/** Range invalidation across processes of one host, through a mapped file. Needs no option of the JVM. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.rangecast.shared {
    requires transitive io.rangecast.notifier;
    requires transitive org.agrona;

    exports io.rangecast.shared;
}
