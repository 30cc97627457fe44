package io.rangecast.rewrite;

import org.openrewrite.Column;
import org.openrewrite.DataTable;
import org.openrewrite.Recipe;

/** The table of calls that a run has converted or left, for whoever reviews it. */
public final class ConvertedCalls extends DataTable<ConvertedCalls.Row> {
    /**
     * A table.
     *
     * @param recipe that fills it
     */
    public ConvertedCalls(Recipe recipe) {
        super(
                recipe,
                "Converted invalidations",
                "Each call without context, by which rule it got its area, and its event.");
    }

    /**
     * One call.
     *
     * @param sourcePath the file
     * @param caller the class and the method that the call stands in
     * @param rule owner, parameter, local or none: where the area came from; left: it was left to a human
     * @param area the variable that is passed, or empty
     * @param event the event that is passed, or why the call was left
     */
    public record Row(
            @Column(displayName = "Source path", description = "The file.")
            String sourcePath,

            @Column(displayName = "Caller", description = "The class and the method that the call stands in.")
            String caller,

            @Column(displayName = "Rule", description = "Where the area came from; left: to a human.")
            String rule,

            @Column(displayName = "Area", description = "The variable that is passed, if any.")
            String area,

            @Column(displayName = "Event", description = "The event that is passed, or why the call was left.")
            String event) {}
}
