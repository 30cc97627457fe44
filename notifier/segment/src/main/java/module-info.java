/**
 * Memory segments that can be revoked under their readers. To be allowed native access:
 * {@code --enable-native-access=io.rangecast.segment}.
 */
module io.rangecast.segment {
    requires transitive io.rangecast.notifier;

    exports io.rangecast.segment;
}
