package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.ClassPath;
import io.rangecast.notifier.fixture.Watchdog;
import java.net.URLClassLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A class path without JCTools, whose queue keeps the invalidators that are lent: who borrows none does not need it. */
@Watchdog
class WithoutJCToolsTest {
    @ParameterizedTest
    @EnumSource
    void whoBorrowsNothingNeedsNoQueue(UseOfAThread use) throws Exception {
        try (URLClassLoader loader = ClassPath.newLoader(entry -> !entry.contains("jctools"))) {
            assertThatThrownBy(() -> loader.loadClass("org.jctools.queues.MessagePassingQueue"))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> copy = loader.loadClass(UseOfAThread.class.getName());
            assertThat(copy).isNotSameAs(UseOfAThread.class);
            ((Runnable) copy.getField(use.name()).get(null)).run();
        }
    }
}
