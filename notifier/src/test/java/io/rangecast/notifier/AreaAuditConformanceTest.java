package io.rangecast.notifier;

import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AreaFinding.Kind;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row U3: areas against the system's list of mappings. */
@Watchdog
class AreaAuditConformanceTest {
    private static final int RW = Vma.READ | Vma.WRITE;
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
    private static final int PAGES = 4;

    private final World world = new World();
    private final AddressSpace space = world.space;

    /** What the system says, to be changed. */
    private List<String> lines =
            List.of("1000-3000 rw-p 0 0:0 0", "3000-4000 r--p 0 0:0 0", "8000-9000 ---p 0 0:0 0 [x y]");

    private List<AreaFinding> audit(long start, long end, boolean namesAll) {
        return new AreaAudit(space, () -> ProcMaps.of(lines), start, end, namesAll).findings();
    }

    private List<AreaFinding> audit() {
        return audit(0, MAX, true);
    }

    private void mapAll() {
        world.map(0x1000, 0x3000, RW);
        world.map(0x3000, 0x4000, Vma.READ);
        world.map(0x8000, 0x9000, 0);
    }

    @Test
    @DisplayName("nothing is found where areas and mappings agree, however either is cut")
    void u3NothingIsFoundWhereBothAgree() {
        mapAll();
        assertThat(audit()).isEmpty();
        lines = List.of("1000-2000 rw-p", "2000-3000 rw-p", "3000-4000 r--p", "8000-9000 ---s");
        world.map(0x1000, 0x1800, RW);
        assertThat(audit()).isEmpty();
    }

    @Test
    @DisplayName("an area that is not mapped, or not so, is found with the part that is not")
    void u3AnAreaThatIsNotMappedSoIsFound() {
        Vma wide = world.map(0x800, 0x9800, Vma.READ);

        assertThat(audit(0, MAX, false))
                .containsExactly(
                        new AreaFinding(Kind.NOT_MAPPED, 0x800, 0x1000, wide, 0),
                        new AreaFinding(Kind.OTHER_PROTECTION, 0x1000, 0x3000, wide, RW),
                        new AreaFinding(Kind.NOT_MAPPED, 0x4000, 0x8000, wide, 0),
                        new AreaFinding(Kind.OTHER_PROTECTION, 0x8000, 0x9000, wide, 0),
                        new AreaFinding(Kind.NOT_MAPPED, 0x9000, 0x9800, wide, 0));
        assertThat(audit(0x2000, 0x5000, true))
                .containsExactly(
                        new AreaFinding(Kind.OTHER_PROTECTION, 0x2000, 0x3000, wide, RW),
                        new AreaFinding(Kind.NOT_MAPPED, 0x4000, 0x5000, wide, 0));
    }

    @Test
    @DisplayName("what is mapped and named by no area is found inside the bounds only")
    void u3WhatNoAreaNamesIsFoundInsideTheBounds() {
        world.map(0x2000, 0x3000, RW);

        assertThat(audit())
                .containsExactly(
                        new AreaFinding(Kind.NOT_NAMED, 0x1000, 0x2000, null, RW),
                        new AreaFinding(Kind.NOT_NAMED, 0x3000, 0x4000, null, Vma.READ),
                        new AreaFinding(Kind.NOT_NAMED, 0x8000, 0x9000, null, 0));
        assertThat(audit(0x1800, 0x3800, true))
                .containsExactly(
                        new AreaFinding(Kind.NOT_NAMED, 0x1800, 0x2000, null, RW),
                        new AreaFinding(Kind.NOT_NAMED, 0x3000, 0x3800, null, Vma.READ));
        assertThat(audit(0, MAX, false)).isEmpty();
    }

    @Test
    @DisplayName("an area of some bytes names the whole of their pages, up to the top of the space")
    void u3AnAreaNamesTheWholeOfItsPages() {
        lines = List.of("1000-5000 rw-p", "ffffffffffffe000-fffffffffffff000 rw-p");
        world.map(0x1049, 0x104a, RW);
        world.map(0x3fff, 0x4001, RW);
        world.map(-0x1fff, -0x1ffe, RW);
        assertThat(audit()).containsExactly(new AreaFinding(Kind.NOT_NAMED, 0x2000, 0x3000, null, RW));
    }

    @Test
    @DisplayName("what has an open window is left out until it ends, and the rest is found")
    void u3WhatHasAnOpenWindowIsLeftOut() {
        mapAll();
        lines = List.of("3000-4000 rw-p", "5000-6000 rw-p", "8000-9000 ---p");
        InvalidationRange window = world.open(0x3000, 0x6000);

        assertThat(audit()).extracting(AreaFinding::kind).containsExactly(Kind.NOT_MAPPED);

        world.end(window);
        assertThat(audit())
                .extracting(AreaFinding::kind)
                .containsExactly(Kind.NOT_MAPPED, Kind.OTHER_PROTECTION, Kind.NOT_NAMED);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a window over a small part of what is wrong leaves out little more than that part")
    void u3AWindowOverASmallPartLeavesOutLittle() {
        world.map(0x10_0000, 0x20_0000, RW);
        InvalidationRange window = world.open(0x18_0000, 0x18_1000);

        List<AreaFinding> found = audit(0x10_0000, 0x20_0000, true);

        assertThat(found).hasSize(2);
        assertThat(found.get(0).start()).isEqualTo(0x10_0000);
        assertThat(found.get(0).end()).isEqualTo(0x18_0000);
        assertThat(found.get(1).start()).isBetween(0x18_1000L, 0x18_4000L);
        assertThat(found.get(1).end()).isEqualTo(0x20_0000);
        world.end(window);
        assertThat(audit(0x10_0000, 0x20_0000, true)).hasSize(1);
    }

    @Test
    @DisplayName("a window that opens and ends between two looks is noticed")
    void u3AWindowBetweenTwoLooksIsNoticed() {
        mapAll();
        int[] looks = {0};
        List<AreaFinding> found = new AreaAudit(
                        space,
                        () -> {
                            world.invalidate(0x1000, 0x3000);
                            looks[0]++;
                            return ProcMaps.of(lines.subList(1, 3));
                        },
                        0,
                        MAX,
                        true)
                .findings();
        assertThat(found).isEmpty();
        assertThat(looks[0]).isGreaterThan(1);
    }

    @Test
    @DisplayName("what is wrong at the first look only, or of an area that has changed, is not reported")
    void u3WhatIsWrongForAMomentIsNotReported() {
        mapAll();
        int[] looks = {0};
        assertThat(new AreaAudit(space, () -> ProcMaps.of(looks[0]++ == 0 ? List.of() : lines), 0, MAX, true)
                        .findings())
                .isEmpty();
        assertThat(new AreaAudit(
                                space,
                                () -> {
                                    world.map(0x8000, 0x9000, 0); // each time another
                                    return ProcMaps.of(lines.subList(0, 2));
                                },
                                0,
                                MAX,
                                true)
                        .findings())
                .isEmpty();
    }

    @Test
    @DisplayName("an audit in a callback waits for nobody and leaves nothing open")
    void u3AnAuditInACallbackWaitsForNobody() {
        world.map(0x5000, 0x6000, RW);
        Subscription outer = world.subscribe(
                "a", 0x5000, 0x6000, self -> assertThat(audit(0, MAX, false)).isEmpty());
        world.invalidate(0x5000, 0x6000);
        assertThat(world.errors).isEmpty();
        outer.close();
        assertThat(audit(0, MAX, false)).hasSize(1);
        assertThat(world.invalidate(0, MAX))
                .as("subscriptions that an audit has left")
                .isZero();
    }

    @Test
    @DisplayName("findings say in words and hex what differs")
    void u3FindingsSayWhatDiffers() {
        world.map(0x800, 0x2000, Vma.READ);
        assertThat(audit()).extracting(Object::toString).satisfies(words -> {
            assertThat(words.get(0)).contains("[0x800,0x1000) is not mapped", "area 0x1");
            assertThat(words.get(1)).contains("[0x1000,0x2000) is mapped as rw-", "as r--");
            assertThat(words.get(2)).contains("[0x2000,0x3000) is mapped as rw-", "no area");
        });
    }

    @Test
    @DisplayName("a list that is not understood, an empty range and a released space are clear errors")
    void u3WhatCannotBeDoneIsSaid() {
        for (String line :
                List.of("", "1000", "1000-2000", "1000-2000 rw", "x-2000 rw-p", "1000-10000000000000000 r--p")) {
            assertThatThrownBy(() -> ProcMaps.of(List.of(line)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not understood: " + line);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> space.audit(0x1000, 0x1000));
        space.close();
        assertThatThrownBy(space::audit)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released");
        assertThatThrownBy(() -> space.audit(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("the process's own list, and a clear error where there is none")
    void u3TheProcesssOwnList(@TempDir Path folder) throws IOException {
        if (!LINUX) {
            assertThatThrownBy(space::audit).isInstanceOf(UnsupportedOperationException.class);
            return;
        }
        assertThat(space.audit()).isEmpty();
        Path file = folder.resolve("audited");
        Files.write(file, new byte[PAGES * 0x10000]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer buffer = channel.map(MapMode.READ_WRITE, 0, channel.size());
            ProcMaps.Mapping mapping = mappingOf(file);
            assertThat(mapping.end() - mapping.start()).isEqualTo(buffer.capacity());
            long end = mapping.end();
            world.map(mapping.start(), end, RW);
            assertThat(space.audit()).isEmpty();
            assertThat(space.audit(mapping.start(), end)).isEmpty();

            world.map(mapping.start(), mapping.start() + 1, Vma.READ);
            space.unmap(world.producer, end - 0x10000, end, MemoryChange.NONE);
            world.map(0x1000, 0x2000, RW); // where Linux maps nothing
            assertThat(space.audit())
                    .extracting(AreaFinding::kind)
                    .containsExactly(Kind.NOT_MAPPED, Kind.OTHER_PROTECTION);
            assertThat(space.audit(mapping.start(), end))
                    .extracting(AreaFinding::kind)
                    .containsExactly(Kind.OTHER_PROTECTION, Kind.NOT_NAMED);
            buffer.put(0, (byte) 1); // mapped until here
        }
    }

    private static ProcMaps.Mapping mappingOf(Path file) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(any -> any.endsWith(file.toString()))
                .findFirst()
                .orElseThrow();
        return ProcMaps.of(List.of(line)).all().get(0);
    }
}
