package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.ClassPath;
import io.rangecast.notifier.fixture.Watchdog;
import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a thread of a pool keeps of an application that has used the library in it and is gone. */
@Watchdog
class ThreadLocalsConformanceTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(1);

    @AfterEach
    void shutDown() {
        pool.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("when nothing is open on a thread, its thread-locals hold no class of the library")
    void p4ThreadLocalsHoldNoClassOfTheLibrary(UseOfAThread use) throws Exception {
        WeakReference<ClassLoader> loader = runInALoaderOfItsOwn(use);

        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(loader.refersTo(null)).isTrue();
        });
    }

    /** Its own copy of the library runs in the pool's thread, which lives on. */
    private WeakReference<ClassLoader> runInALoaderOfItsOwn(UseOfAThread use) throws Exception {
        try (URLClassLoader loader = ClassPath.newLoader(entry -> true)) {
            Class<?> copy = loader.loadClass(UseOfAThread.class.getName());
            assertThat(copy).isNotSameAs(UseOfAThread.class);
            Runnable copied = (Runnable) copy.getField(use.name()).get(null);
            pool.submit(copied).get();
            return new WeakReference<>(loader);
        }
    }
}
