package io.rangecast.notifier;

import org.junit.jupiter.api.Nested;

/** A translation cache that producers ask holds, refuses and drops what any other does. */
class AskedTranslationCacheTest {
    @Nested
    class Holds extends TranslationCacheTest {
        @Override
        TranslationCacheWorld newWorld() {
            return new TranslationCacheWorld(true);
        }
    }

    @Nested
    class Drops extends TranslationCacheRecordTest {
        @Override
        TranslationCacheWorld newWorld() {
            return new TranslationCacheWorld(true);
        }
    }
}
