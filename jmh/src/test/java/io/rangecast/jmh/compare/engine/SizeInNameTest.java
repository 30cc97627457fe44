package io.rangecast.jmh.compare.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeInNameTest {
    @Test
    void theSizeIsTheLastPartThatIsANumber() {
        assertThat(SizeInName.of("query-sparse-100k-uniform")).hasValue(1e5);
        assertThat(SizeInName.of("scaling-producers-4")).hasValue(4);
        assertThat(SizeInName.of("start-2-subscribers-10M")).hasValue(1e7);
        assertThat(SizeInName.of("guard-p99")).isEmpty();
    }

    @Test
    void questionsThatOnlyDifferInSizeHaveTheRestInCommon() {
        assertThat(SizeInName.without("query-1M-uniform")).isEqualTo(SizeInName.without("query-1k-uniform"));
        assertThat(SizeInName.without("start-2-subscribers-10M")).isEqualTo("start-2-subscribers");
        assertThat(SizeInName.without("guard-p99")).isEqualTo("guard-p99");
    }
}
