package dev.lemma.examples.report;

import java.util.List;
import java.util.Locale;

/**
 * Lays a {@link HeatMap} out: square cells with their numbers, names to the left and above, a scale or the recalls to the right.
 */
final class HeatMapDrawing {

    private static final int NUMBERS_UP_TO = 24;
    private static final double DARKEST = 0.92;
    private static final double LIGHT_TEXT_FROM = 0.68;
    private static final int SHADES = 32;

    private HeatMapDrawing() {}

    static Drawing of(HeatMap map) {
        int rows = map.rows().size();
        int columns = map.columns().size();
        boolean numbers = columns <= NUMBERS_UP_TO && rows <= NUMBERS_UP_TO;
        double cell =
                numbers ? Math.max(34, widest(map) + 10) : Math.max(4, Math.min(24, 480.0 / Math.max(rows, columns)));
        double cellHeight = numbers ? 32 : cell;
        double names = map.rows().stream().mapToDouble(Drawing::widthOf).max().orElse(0);
        double left = 30 + names + 8;
        double top = 46;
        double right = left + columns * cell;
        double bottom = top + rows * cellHeight;
        double width = right + (map.confusion() ? 62 : 80);
        Drawing drawing = new Drawing(width, bottom + 8);
        double largest = map.values().stream()
                .flatMap(List::stream)
                .filter(Double::isFinite)
                .mapToDouble(Math::abs)
                .max()
                .orElse(0);
        double commonestMistake = commonestMistake(map);

        drawing.text("name", (left + right) / 2, 15, "middle", map.columnTitle());
        drawing.upwards("name", 14, (top + bottom) / 2, map.rowTitle());
        names(map, drawing, left, top, cell, cellHeight);
        for (int i = 0; i < rows; i++) {
            double total = map.values().get(i).stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            for (int j = 0; j < columns; j++) {
                double value = map.at(i, j);
                boolean wrong = map.confusion() ? i != j : value < 0;
                double whole = !map.confusion() ? largest : i == j ? total : commonestMistake;
                double share = whole > 0 && Double.isFinite(value) ? Math.abs(value) / whole : 0;
                double shade = DARKEST * (map.confusion() && i != j ? 0.25 + 0.6 * share : share);
                boolean empty = share == 0;
                double x = left + j * cell;
                double y = top + i * cellHeight;
                if (!empty) {
                    String hint = map.rows().get(i) + " → " + map.columns().get(j) + ": " + Decimal.rounded(value, 5);
                    drawing.rectangle(wrong ? "miss" : "heat", x, y, cell, cellHeight, shade, hint);
                }
                if (numbers) {
                    drawing.rectangle("cell", x, y, cell, cellHeight);
                    if (!(map.confusion() && value == 0)) {
                        drawing.text(
                                !empty && shade > LIGHT_TEXT_FROM ? "on" : "off",
                                x + cell / 2,
                                y + cellHeight / 2 + 4,
                                "middle",
                                written(value));
                    }
                }
            }
            if (map.confusion()) {
                String recall = total > 0 ? String.format(Locale.ROOT, "%.1f %%", 100 * map.at(i, i) / total) : "–";
                drawing.text("small", width - 4, top + (i + 0.5) * cellHeight + 4, "end", recall);
            }
        }
        drawing.rectangle("cell", left, top, right - left, bottom - top);
        if (map.confusion()) {
            drawing.text("small", width - 4, top - 8, "end", "recall");
        } else if (largest > 0) {
            scale(map, drawing, right + 18, top, bottom, largest);
        }
        return drawing;
    }

    private static void names(HeatMap map, Drawing drawing, double left, double top, double cell, double cellHeight) {
        int rowStride = stride(14 / cellHeight);
        for (int i = 0; i < map.rows().size(); i += rowStride) {
            drawing.text(
                    "tick",
                    left - 8,
                    top + (i + 0.5) * cellHeight + 4,
                    "end",
                    map.rows().get(i));
        }
        double widest =
                map.columns().stream().mapToDouble(Drawing::widthOf).max().orElse(0);
        int columnStride = stride((widest + 10) / cell);
        for (int j = 0; j < map.columns().size(); j += columnStride) {
            drawing.text(
                    "tick",
                    left + (j + 0.5) * cell,
                    top - 8,
                    "middle",
                    map.columns().get(j));
        }
    }

    private static void scale(HeatMap map, Drawing drawing, double x, double top, double bottom, double largest) {
        boolean negative = map.values().stream().flatMap(List::stream).anyMatch(value -> value < 0);
        double high = Math.min(bottom - top, 200);
        double step = high / SHADES;
        double lowest = negative ? -1 : 0;
        for (int k = 0; k < SHADES; k++) {
            double share = 1 - (k + 0.5) / SHADES * (1 - lowest);
            drawing.rectangle(share < 0 ? "miss" : "heat", x, top + k * step, 12, step, DARKEST * Math.abs(share), "");
        }
        drawing.rectangle("cell", x, top, 12, high);
        drawing.text("small", x + 17, top + 9, "start", Decimal.rounded(largest, 3));
        drawing.text("small", x + 17, top + high, "start", negative ? Decimal.rounded(-largest, 3) : "0");
        if (negative) {
            drawing.text("small", x + 17, top + high / 2 + 4, "start", "0");
        }
    }

    /** 1, 2, 5, 10, … */
    private static int stride(double atLeast) {
        int power = 1;
        while (true) {
            for (int factor : new int[] {1, 2, 5}) {
                if (factor * power >= atLeast) {
                    return factor * power;
                }
            }
            power *= 10;
        }
    }

    private static double commonestMistake(HeatMap map) {
        double most = 0;
        for (int i = 0; i < map.rows().size(); i++) {
            for (int j = 0; j < map.columns().size(); j++) {
                if (i != j) {
                    most = Math.max(most, Math.abs(map.at(i, j)));
                }
            }
        }
        return most;
    }

    private static double widest(HeatMap map) {
        return map.values().stream()
                .flatMap(List::stream)
                .mapToDouble(value -> Drawing.widthOf(written(value)))
                .max()
                .orElse(0);
    }

    private static String written(double value) {
        return Decimal.rounded(value, 3);
    }
}
