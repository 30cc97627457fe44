package io.rangecast.rewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.TypeUtils;

/**
 * Which event a call gets, by the class or the method it stands in. Entries read {@code com.acme.Evictor=CLEAR} or
 * {@code com.acme.Evictor#shrink=CLEAR}; the innermost class that has an entry decides, and of its entries that of the
 * method. Classes inside others may be written with a dot or a dollar sign.
 */
final class EventMapping {
    /** What is always safe. */
    static final String DEFAULT_EVENT = "UNMAP";

    private static final Pattern ENTRY =
            Pattern.compile("\\s*(NAME(?:\\.NAME)*(?:#NAME)?)\\s*=\\s*(NAME)\\s*".replace("NAME", Options.NAME));

    private final Map<String, String> events = new HashMap<>();

    /**
     * A mapping.
     *
     * @param entries null for none
     * @throws IllegalArgumentException if one is malformed, or contradicts another
     */
    EventMapping(@Nullable List<String> entries) {
        for (String entry : entries == null ? List.<String>of() : entries) {
            Matcher matcher = ENTRY.matcher(entry);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("\"" + entry + "\" in eventMapping is not of the form"
                        + " package.Class=EVENT or package.Class#method=EVENT");
            }
            String event = matcher.group(2);
            String other = events.put(matcher.group(1).replace('$', '.'), event);
            if (other != null && !other.equals(event)) {
                throw new IllegalArgumentException(
                        "eventMapping gives " + matcher.group(1) + " both " + other + " and " + event);
            }
        }
    }

    /** All events that are mapped to. */
    Iterable<String> events() {
        return events.values();
    }

    /** The event of a call. */
    String eventAt(Cursor call) {
        String method = "";
        for (Cursor at = call; at.getValue() instanceof J; at = at.getParentTreeCursor()) {
            if (at.getValue() instanceof J.MethodDeclaration declaration) {
                method = declaration.getSimpleName();
            } else if (at.getValue() instanceof J.ClassDeclaration declaration) {
                String name = name(declaration);
                String event = events.getOrDefault(name + "#" + method, events.get(name));
                if (event != null) {
                    return event;
                }
                method = "";
            }
        }
        return DEFAULT_EVENT;
    }

    /** The innermost named class and the method in it that a call stands in, as entries write them. */
    static String caller(Cursor call) {
        String method = "";
        for (Cursor at = call; at.getValue() instanceof J; at = at.getParentTreeCursor()) {
            if (at.getValue() instanceof J.MethodDeclaration declaration) {
                method = "#" + declaration.getSimpleName();
            } else if (at.getValue() instanceof J.ClassDeclaration declaration) {
                return name(declaration) + method;
            }
        }
        return method;
    }

    private static String name(J.ClassDeclaration declaration) {
        var type = TypeUtils.asFullyQualified(declaration.getType());
        return type == null
                ? declaration.getSimpleName()
                : type.getFullyQualifiedName().replace('$', '.');
    }
}
