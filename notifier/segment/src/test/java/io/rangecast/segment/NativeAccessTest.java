package io.rangecast.segment;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import java.lang.foreign.Arena;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a JVM says whose command does not allow native access to this module. */
@Timeout(120)
class NativeAccessTest {
    /** Before 24 everybody is denied it who is not named where anybody is named. */
    private static final String DENIED =
            Runtime.version().feature() < 24 ? "--enable-native-access=java.base" : "--illegal-native-access=deny";

    @Test
    @DisplayName("without native access nothing is mapped or leased, and the error names the flag, each time")
    void v9WithoutNativeAccessTheErrorNamesTheFlag() throws Exception {
        String advice = "native access is denied to unnamed module @";
        assertThat(ForkedJvm.run(DENIED, NativeAccessTest.class, ""))
                .startsWith("status 0")
                .containsPattern("map: java.lang.IllegalCallerException: " + advice)
                .containsPattern("again: java.lang.IllegalCallerException: " + advice)
                .containsPattern("of: java.lang.IllegalCallerException: .*start the JVM with "
                        + "--enable-native-access=ALL-UNNAMED")
                .doesNotContain("InitializerError", "NoClassDefFoundError");
    }

    /** The program. */
    public static void main(String[] args) {
        AddressSpace space = new AddressSpace();
        attempt("map", () -> RevocableSegment.map(space, 0x1000));
        attempt("again", () -> RevocableSegment.map(space, 0x1000));
        attempt("of", () -> RevocableSegment.of(space, Arena.global().allocate(JAVA_LONG), () -> {}));
    }

    private static void attempt(String what, Callable<RevocableSegment> call) {
        try {
            System.out.println(what + ": " + call.call());
        } catch (Throwable thrown) {
            System.out.println(what + ": " + thrown);
        }
    }
}
