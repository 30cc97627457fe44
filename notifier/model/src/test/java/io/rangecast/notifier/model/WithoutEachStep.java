package io.rangecast.notifier.model;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A specification made of another, for one look at all that goes without a step: the step is chosen in the first state, and
 * stays. A state that must not be refutes it, and from there TLC goes no further without that step. To begin TLC takes longer
 * than to find most of them.
 */
record WithoutEachStep(String module, String configuration) {
    /** What TLC prints before the step. */
    static final String REFUTED = "refuted";

    private static final String END = "=============================================================================";

    /** One worker has one register, which Witness has left. */
    private static final String CHOICE = """
            EachStep == Without \\in StepsListed \\ {"nothing"} /\\ Init /\\ [][Next /\\ UNCHANGED Without]_<<vars, Without>>

            StepsRefuted == 99
            ASSUME TLCSet(StepsRefuted, {})

            GoesOn == Without \\notin TLCGet(StepsRefuted)
            RefuteOnce ==
                \\/ ~GoesOn
                \\/ %s
                \\/ TLCSet(StepsRefuted, TLCGet(StepsRefuted) \\cup {Without}) /\\ PrintT(<<"%s", Without>>)
            """;

    private static final Pattern INVARIANTS = Pattern.compile("^INVARIANTS? (.*)$", Pattern.MULTILINE);
    private static final String WITNESSES = "Witnesses";

    private static final String CONFIGURATION = """
            SPECIFICATION EachStep
            INVARIANT RefuteOnce
            CONSTRAINT GoesOn
            CHECK_DEADLOCK FALSE
            """;

    static WithoutEachStep of(String module, String configuration) {
        Matcher line = INVARIANTS.matcher(configuration);
        if (!line.find()) {
            throw new IllegalArgumentException("no INVARIANTS in " + configuration);
        }
        String invariants = Arrays.stream(line.group(1).trim().split(" +"))
                .map(invariant -> invariant.equals(WITNESSES) ? "TRUE" : invariant)
                .collect(Collectors.joining(" /\\ ", "(", ")"));
        String chosen = replace(module, "CONSTANT Without", "VARIABLE Without");
        String listed = replace(chosen, "ASSUME Without \\in {", "StepsListed == {");
        String made = replace(listed, END, CHOICE.formatted(invariants, REFUTED) + END);
        return new WithoutEachStep(made, CONFIGURATION);
    }

    private static String replace(String text, String part, String by) {
        if (!text.contains(part)) {
            throw new IllegalArgumentException("does not contain " + part + ": " + text);
        }
        return text.replace(part, by);
    }
}
