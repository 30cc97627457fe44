package io.rangecast.examples.pagecache;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.examples.pagecache.Main.Form;
import io.rangecast.examples.pagecache.Main.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PageCacheTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(300);

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNGATED")
    void readsTheRightPageAndLosesNoWrite(Form form) throws Exception {
        Outcome outcome = Main.run(form, A_WHILE);

        assertThat(outcome.wrong()).isZero();
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.reads()).isPositive();
        assertThat(outcome.writes()).isPositive();
        assertThat(outcome.evictions()).isPositive();
    }

    @Test
    void withoutItOtherPagesAreRead() throws Exception {
        assertThat(Main.run(Form.UNGATED, A_WHILE).wrong()).isPositive();
    }
}
