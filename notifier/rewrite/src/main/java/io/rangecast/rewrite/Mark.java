package io.rangecast.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.openrewrite.java.tree.Comment;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TextComment;
import org.openrewrite.marker.Markers;

/**
 * Leaves something for a human: a comment in the source. OpenRewrite's own markers for search results are shown in a
 * dry run, but not written by a run.
 */
final class Mark {
    private static final String PREFIX = " rangecast: ";

    private Mark() {}

    /** Puts the reason in front of a tree, unless it is marked already. */
    static <T extends J> T before(T tree, String reason) {
        List<Comment> comments = tree.getComments();
        if (comments.stream().anyMatch(Mark::isMark)) {
            return tree;
        }
        List<Comment> marked = new ArrayList<>(comments);
        marked.add(new TextComment(true, PREFIX + reason + " ", " ", Markers.EMPTY));
        Space prefix = tree.getPrefix();
        return tree.withPrefix(prefix.withComments(marked));
    }

    /**
     * Puts the reason in front of an argument of a call. Not in front of the call: once parsed anew, that comment would
     * belong to the whole expression of which the call is the beginning, and would not be found.
     */
    static J.MethodInvocation argument(J.MethodInvocation call, int index, String reason) {
        List<Expression> arguments = new ArrayList<>(call.getArguments());
        arguments.set(index, before(arguments.get(index), reason));
        return call.withArguments(arguments);
    }

    private static boolean isMark(Comment comment) {
        return comment instanceof TextComment text && text.getText().startsWith(PREFIX);
    }
}
