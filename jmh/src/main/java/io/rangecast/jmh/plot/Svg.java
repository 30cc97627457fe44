package io.rangecast.jmh.plot;

import java.util.Locale;

/** Writes a picture in SVG, element by element. Text is escaped; numbers are rounded to a tenth. */
public final class Svg {
    private static final String GREY = "#ddd";

    private final StringBuilder svg = new StringBuilder();

    /**
     * An empty picture, white.
     *
     * @param title for who cannot see it
     * @param width in pixels, if nobody scales it
     * @param height likewise
     */
    public Svg(String title, int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"12\">",
                width, height);
        add("<title>%s</title>", escape(title));
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    }

    /**
     * Makes text safe between tags and in quoted attributes of SVG and HTML.
     *
     * @param text any
     * @return the same for the reader
     */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /**
     * Writes text.
     *
     * @param x of its anchor
     * @param y of its base line
     * @param anchor {@code start}, {@code middle} or {@code end}
     * @param colour of the letters
     * @param words the text
     */
    public void text(double x, double y, String anchor, String colour, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x, y, anchor, colour, escape(words));
    }

    /**
     * Writes black text.
     *
     * @param x of its anchor
     * @param y of its base line
     * @param anchor {@code start}, {@code middle} or {@code end}
     * @param words the text
     */
    public void text(double x, double y, String anchor, String words) {
        text(x, y, anchor, "#222", words);
    }

    /**
     * Draws a line.
     *
     * @param x1 where it begins
     * @param y1 likewise
     * @param x2 where it ends
     * @param y2 likewise
     * @param colour of the line
     * @param width of the line
     */
    public void line(double x1, double y1, double x2, double y2, String colour, double width) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1, y1, x2, y2, colour, width);
    }

    /**
     * Draws a thin grey line.
     *
     * @param x1 where it begins
     * @param y1 likewise
     * @param x2 where it ends
     * @param y2 likewise
     */
    public void grid(double x1, double y1, double x2, double y2) {
        line(x1, y1, x2, y2, GREY, 1);
    }

    /**
     * Fills a rectangle.
     *
     * @param x its left edge
     * @param y its upper edge
     * @param width of it
     * @param height of it
     * @param colour of it
     */
    public void box(double x, double y, double width, double height, String colour) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    /**
     * Draws a dot.
     *
     * @param x of its centre
     * @param y of its centre
     * @param colour of it
     */
    public void dot(double x, double y, String colour) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, colour);
    }

    /**
     * Draws a line through points.
     *
     * @param points each an x and a y
     * @param colour of the line
     */
    public void path(Iterable<double[]> points, String colour) {
        StringBuilder path = new StringBuilder();
        points.forEach(point -> path.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1])));
        add(
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>",
                colour, path.toString().strip());
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** The picture so far, as a document of its own or a part of a page. */
    @Override
    public String toString() {
        return svg + "</svg>\n";
    }
}
