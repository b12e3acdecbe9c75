package dev.lemma.examples.report;

import dev.lemma.core.io.AtomicFile;
import dev.lemma.examples.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A page that reads like the supplement of a paper: claims and verdicts first, then sections of text, figures and tables.
 *
 * <pre>{@code
 * report.keyFigures(new KeyFigure("98.3 %", "test accuracy, CNN"))
 *         .section("Learning curves")
 *         .paragraph("Both networks fit the training part; the *validation* loss turns after epoch 20.")
 *         .chart("loss", LineChart.titled("Cross-entropy").x("epoch").logY().line("MLP", loss));
 * }</pre>
 *
 * <p>{@link #write} makes {@code index.html}, one file that holds everything, and beside it for each figure called {@code loss}
 * {@code loss.csv} with the numbers and {@code loss.svg} or {@code loss.png}. In texts, {@code `code`} and {@code *emphasis*}
 * are set as such; all else, markup included, appears as it is written.
 *
 * <p>Parts appear in the order they are added. Not safe for use by several threads.
 */
public final class Report {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LONG_WHOLE = Pattern.compile("−?[0-9]{5,}");
    private static final Pattern HYPHEN_AS_MINUS = Pattern.compile("(?<![\\p{L}0-9])-(?=[0-9.])|(?<=[0-9]e)-(?=[0-9])");
    private static final int PICTURES_IN_A_ROW = 10;
    private static final int SHEET_ZOOM_TO = 64;

    private final String title;
    private final String kicker;
    private final StringBuilder body = new StringBuilder();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<KeyFigure> keyFigures = new ArrayList<>();
    private final List<String> attached = new ArrayList<>();
    private List<Claim> claims = List.of();
    private String lead = "";
    private int figures;
    private int tables;

    /**
     * An empty page.
     *
     * @param kicker the small line over the title: where this comes from
     */
    public Report(String kicker, String title) {
        this.kicker = kicker;
        this.title = title;
    }

    /** One or two sentences under the title. */
    public Report lead(String text) {
        lead = text;
        return this;
    }

    /** The numbers to leave with, shown large below the lead. */
    public Report keyFigures(KeyFigure... figure) {
        keyFigures.addAll(List.of(figure));
        return this;
    }

    /** The claims and their verdicts, shown before all sections. The command does this with what the run returns. */
    public Report claims(List<Claim> all) {
        claims = List.copyOf(all);
        return this;
    }

    /** Something about the run for the foot of the page: seed, time, machine. */
    public Report fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    /** A file beside the page, made elsewhere, for the list at its foot. */
    public Report attach(String relativePath) {
        attached.add(relativePath);
        return this;
    }

    /** A heading. */
    public Report section(String heading) {
        body.append("<h2>").append(Markup.prose(heading)).append("</h2>\n");
        return this;
    }

    /** Running text. */
    public Report paragraph(String text) {
        body.append("<p>").append(Markup.prose(text)).append("</p>\n");
        return this;
    }

    /** A line of mathematics, in Unicode, set apart. Line breaks are kept. */
    public Report formula(String text) {
        body.append("<p class=\"formula\">").append(Markup.text(text)).append("</p>\n");
        return this;
    }

    /** Points. */
    public Report list(String... items) {
        body.append("<ul>");
        for (String item : items) {
            body.append("<li>").append(Markup.prose(item)).append("</li>");
        }
        body.append("</ul>\n");
        return this;
    }

    /** A numbered table; {@code name.csv} holds its numbers. */
    public Report table(String name, Table table) {
        Csv csv = new Csv().line(table.columns());
        table.rows().forEach(csv::line);
        file(name, "csv", csv.toString());
        body.append("<figure class=\"table\"><figcaption><b>Table ")
                .append(++tables)
                .append(".</b> ")
                .append(Markup.prose(table.title()))
                .append(".</figcaption><div class=\"scroll\"><table><thead><tr>");
        for (int j = 0; j < table.columns().size(); j++) {
            body.append(isNumeric(table, j) ? "<th class=\"number\">" : "<th>")
                    .append(Markup.prose(table.columns().get(j)))
                    .append("</th>");
        }
        body.append("</tr></thead><tbody>");
        for (List<Object> row : table.rows()) {
            body.append("<tr>");
            for (Object cell : row) {
                body.append(
                        cell instanceof Number number
                                ? "<td class=\"number\">" + Markup.text(shown(number)) + "</td>"
                                : "<td>" + Markup.prose(cell.toString()) + "</td>");
            }
            body.append("</tr>");
        }
        body.append("</tbody></table></div></figure>\n");
        return this;
    }

    /** A numbered chart, with {@code name.svg} and {@code name.csv}. */
    public Report chart(String name, LineChart chart) {
        return chart(name, chart, "");
    }

    /**
     * A numbered chart.
     *
     * @param caption what to see in it, after the title
     */
    public Report chart(String name, LineChart chart, String caption) {
        chartFiles(name, chart);
        figure("", LineChartDrawing.of(chart, 752, 390).inline(chart.title()), chart.title(), caption);
        return this;
    }

    /** Two numbered charts side by side, where there is room. */
    public Report charts(String leftName, LineChart left, String rightName, LineChart right) {
        chartFiles(leftName, left);
        chartFiles(rightName, right);
        body.append("<div class=\"pair\">\n");
        figure("", LineChartDrawing.of(left, 365, 280).inline(left.title()), left.title(), "");
        figure("", LineChartDrawing.of(right, 365, 280).inline(right.title()), right.title(), "");
        body.append("</div>\n");
        return this;
    }

    /** A numbered matrix, with {@code name.svg} and {@code name.csv}. */
    public Report heatMap(String name, HeatMap map, String caption) {
        file(name, "svg", map.svg());
        file(name, "csv", map.csv());
        figure("matrix", HeatMapDrawing.of(map).inline(map.title()), map.title(), caption);
        return this;
    }

    /** A numbered figure of small pictures, with {@code name.png} (all on one sheet) and {@code name.csv} (their labels). */
    public Report pictures(String name, PictureGrid grid, String caption) {
        Csv csv = new Csv().line("row", "column", "label");
        StringBuilder cells = new StringBuilder("<div class=\"pictures\">");
        for (int i = 0; i < grid.pictures().size(); i++) {
            Picture picture = grid.pictures().get(i);
            String label = grid.labels().get(i);
            csv.line(i / PICTURES_IN_A_ROW, i % PICTURES_IN_A_ROW, label);
            cells.append("<div><img alt=\"")
                    .append(Markup.text(label))
                    .append("\" src=\"")
                    .append(picture.dataAddress())
                    .append("\">")
                    .append(label.isEmpty() ? "" : "<span>" + Markup.text(label) + "</span>")
                    .append("</div>");
        }
        cells.append(grid.pictures().isEmpty() ? "<p>There is none.</p></div>" : "</div>");
        file(name, "csv", csv.toString());
        if (!grid.pictures().isEmpty()) {
            int side = grid.pictures().stream()
                    .mapToInt(picture -> Math.max(picture.height(), picture.width()))
                    .max()
                    .getAsInt();
            int zoom = Math.max(1, SHEET_ZOOM_TO / side);
            file(
                    name,
                    "png",
                    Picture.sheet(grid.pictures(), PICTURES_IN_A_ROW, zoom).png());
        }
        figure("", cells.toString(), grid.title(), caption);
        return this;
    }

    /** A picture that lies beside this page: the one thing that a page does not hold itself. */
    public Report picture(String relativePath, String caption) {
        figure(
                "",
                "<img style=\"max-width:100%\" alt=\"" + Markup.text(caption) + "\" src=\"" + Markup.text(relativePath)
                        + "\">",
                caption,
                "");
        return this;
    }

    /** The page as one document. */
    public String html() {
        StringBuilder page = new StringBuilder(body.length() + 16_384);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
                .append(Markup.text(title))
                .append("</title>\n<style>\n")
                .append(":root{")
                .append(FigureStyle.variables(false))
                .append("}\n")
                .append("@media (prefers-color-scheme:dark){:root{")
                .append(FigureStyle.variables(true))
                .append("}}\n")
                .append("@media print{:root{")
                .append(FigureStyle.variables(false))
                .append("}}\n")
                .append(styleSheet())
                .append(FigureStyle.inPage())
                .append("\n</style>\n</head>\n<body>\n<main>\n<header>\n<p class=\"kicker\">")
                .append(Markup.text(kicker))
                .append("</p>\n<h1>")
                .append(Markup.prose(title))
                .append("</h1>\n");
        if (!lead.isEmpty()) {
            page.append("<p class=\"lead\">").append(Markup.prose(lead)).append("</p>\n");
        }
        page.append("</header>\n");
        keyFigures(page);
        claims(page);
        page.append(body);
        foot(page);
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    /**
     * Writes the page and its files, each atomically, the page last.
     *
     * @param folder exists; files of the same names are replaced
     * @return what was written, the page first
     */
    public List<Path> write(Path folder) {
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            AtomicFile.write(folder.resolve(file.getKey()), file.getValue());
            written.add(folder.resolve(file.getKey()));
        }
        AtomicFile.write(folder.resolve("index.html"), html());
        written.add(0, folder.resolve("index.html"));
        return written;
    }

    private void keyFigures(StringBuilder page) {
        if (keyFigures.isEmpty()) {
            return;
        }
        page.append("<dl class=\"key\">");
        for (KeyFigure figure : keyFigures) {
            page.append("<div><dt>")
                    .append(Markup.prose(figure.label()))
                    .append("</dt><dd>")
                    .append(Markup.text(figure.value()))
                    .append("</dd></div>");
        }
        page.append("</dl>\n");
    }

    private void claims(StringBuilder page) {
        if (claims.isEmpty()) {
            return;
        }
        long holding = claims.stream().filter(Claim::holds).count();
        page.append("<section class=\"claims\"><h2>Claims</h2><div class=\"scroll\"><table><thead><tr><th>Claim</th>")
                .append(
                        "<th class=\"number\">Measured</th><th class=\"number\">Expected</th><th>Verdict</th></tr></thead><tbody>");
        for (Claim claim : claims) {
            page.append("<tr><td>")
                    .append(Markup.prose(claim.claim()))
                    .append("</td><td class=\"number\">")
                    .append(Markup.text(typeset(claim.measuredForReading())))
                    .append("</td><td class=\"number\">")
                    .append(Markup.text(typeset(claim.expected())))
                    .append("</td><td class=\"")
                    .append(claim.holds() ? "holds\">holds" : "fails\">fails")
                    .append("</td></tr>");
        }
        page.append("</tbody></table></div><p class=\"count\">")
                .append(holding)
                .append(" of ")
                .append(claims.size())
                .append(claims.size() == 1 ? " claim holds" : " claims hold")
                .append(".</p></section>\n");
    }

    private void foot(StringBuilder page) {
        page.append("<footer>");
        if (!facts.isEmpty()) {
            page.append("<h2>This run</h2><dl>");
            facts.forEach((name, value) -> page.append("<div><dt>")
                    .append(Markup.text(name))
                    .append("</dt><dd>")
                    .append(Markup.text(value))
                    .append("</dd></div>"));
            page.append("</dl>");
        }
        List<String> beside = new ArrayList<>(files.keySet());
        beside.addAll(attached);
        if (!beside.isEmpty()) {
            page.append("<h2>Files beside this page</h2><p class=\"files\">");
            beside.forEach(name -> page.append("<a href=\"")
                    .append(Markup.text(name))
                    .append("\">")
                    .append(Markup.text(name))
                    .append("</a> "));
            page.append("</p>");
        }
        page.append("</footer>\n");
    }

    private void figure(String classes, String content, String heading, String caption) {
        body.append("<figure")
                .append(classes.isEmpty() ? ">" : " class=\"" + classes + "\">")
                .append(content)
                .append("<figcaption><b>Figure ")
                .append(++figures)
                .append(".</b> ")
                .append(Markup.prose(heading))
                .append(".")
                .append(caption.isEmpty() ? "" : " " + Markup.prose(caption))
                .append("</figcaption></figure>\n");
    }

    private void chartFiles(String name, LineChart chart) {
        file(name, "svg", chart.svg());
        file(name, "csv", chart.csv());
    }

    private void file(String name, String extension, String content) {
        file(name, extension, content.getBytes(StandardCharsets.UTF_8));
    }

    private void file(String name, String extension, byte[] content) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A figure's name becomes its files' name: lower-case letters, digits and hyphens; got \"" + name
                            + "\".");
        }
        if (files.putIfAbsent(name + "." + extension, content) != null) {
            throw new IllegalArgumentException("Two figures or tables of this report are called \"" + name
                    + "\"; the second would overwrite the files of the first.");
        }
    }

    private static boolean isNumeric(Table table, int column) {
        return !table.rows().isEmpty() && table.rows().stream().allMatch(row -> row.get(column) instanceof Number);
    }

    private static String shown(Number number) {
        return number instanceof Double || number instanceof Float
                ? grouped(Decimal.rounded(number.doubleValue(), 5))
                : grouped(typeset(number.toString()));
    }

    /** Thin spaces between thousands from five digits on. */
    private static String grouped(String number) {
        int point = number.indexOf('.') < 0 ? number.length() : number.indexOf('.');
        String whole = number.substring(0, point);
        return LONG_WHOLE.matcher(whole).matches()
                ? whole.replaceAll("(?<=[0-9])(?=([0-9]{3})+$)", "\u202f") + number.substring(point)
                : number;
    }

    /** A minus sign, not a hyphen, before numbers. */
    private static String typeset(String text) {
        return HYPHEN_AS_MINUS.matcher(text).replaceAll("−");
    }

    private static String styleSheet() {
        try (InputStream in = Report.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is missing beside " + Report.class.getName() + ".");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new IllegalStateException("report.css beside " + Report.class.getName() + " cannot be read.", broken);
        }
    }
}
