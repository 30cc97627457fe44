package io.rangecast.jmh.replay;

import io.rangecast.notifier.Subscription;

/**
 * What a reader has learnt of one page: where its bytes are and what they must be.
 *
 * @param spaceId where the page is mapped
 * @param address the page's address there
 * @param offset where its bytes are in the slab: the raw address
 * @param bytes how many they are, a power of two
 * @param pattern what each word must be
 * @param subscription who tells when this is void; null in an unsafe replay
 * @param begun what the subscription's begin returned before the page was looked up
 */
record Translation(
        int spaceId, long address, int offset, int bytes, long pattern, Subscription subscription, long begun) {

    void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
