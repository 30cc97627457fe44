package io.rangecast.jmh.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rangecast.jmh.rivals.TreeMapAreas;
import org.junit.jupiter.api.Test;

/** Half of the addresses lie in an area. */
class AreaWorkloadTest {
    @Test
    void halfOfTheAddressesLieInAnArea() {
        AreaWorkload workload = new AreaWorkload(1_000, 1);
        TreeMapAreas index = workload.filled(new TreeMapAreas());
        long found = 0;
        for (int i = 0; i < AreaWorkload.ADDRESSES; i++) {
            found += index.find(workload.address(i)) == null ? 0 : 1;
        }
        assertThat((double) found / AreaWorkload.ADDRESSES).isCloseTo(0.5, within(0.03));
    }
}
