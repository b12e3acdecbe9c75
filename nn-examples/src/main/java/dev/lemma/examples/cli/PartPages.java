package dev.lemma.examples.cli;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.report.Decimal;
import dev.lemma.examples.terminal.Terminal;
import dev.lemma.examples.terminal.Terminal.Style;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import dev.lemma.runtime.PartOption;
import java.util.ArrayList;
import java.util.List;

/** What the catalogue holds, for the terminal. */
final class PartPages {

    private static final int WIDEST_NAME = 26;

    private final Terminal terminal;

    PartPages(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Every part but examples, by kind, with where it comes from. */
    void list(Catalogue catalogue) {
        int width = catalogue.plugins().stream()
                .mapToInt(plugin -> plugin.plugin().length())
                .max()
                .orElse(0);
        for (ExtensionPoint<?> point : catalogue.points()) {
            if (!point.equals(Example.POINT)) {
                terminal.line("\n" + terminal.paint(Style.BOLD, point.id()));
                catalogue.entries(point).forEach(entry -> line(entry, width));
            }
        }
        terminal.line("\nlemma describe KIND NAME shows the formula and the options of a part.");
    }

    private void line(Entry<?> entry, int pluginWidth) {
        String head =
                "  " + padded(entry.name(), WIDEST_NAME) + padded(entry.origin().plugin(), pluginWidth + 2);
        List<String> lines = ClaimTable.wrapped(entry.summary(), Math.max(20, terminal.width() - head.length()));
        terminal.line(head + String.join("\n" + " ".repeat(head.length()), lines));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String shown(PartOption option) {
        return option.kind().equals("number")
                ? Decimal.exact(Double.parseDouble(option.standard()))
                : option.standard();
    }

    /** One part: formula, options with defaults and ranges, references, origin. */
    void describe(Entry<?> entry) {
        terminal.line(entry.point() + " " + terminal.paint(Style.BOLD, entry.name())
                + (entry.aliases().isEmpty() ? "" : ", also called " + String.join(", ", entry.aliases())));
        paragraph(entry.summary());
        paragraph(entry.formula());
        List<PartOption> options = entry.options();
        int width = options.stream()
                .mapToInt(option -> option.name().length())
                .max()
                .orElse(0);
        if (!options.isEmpty()) {
            terminal.line("\nOptions:");
        }
        for (PartOption option : options) {
            List<String> parts = new ArrayList<>();
            parts.add(option.allowed().isEmpty() ? option.kind() : option.allowed());
            if (option.required()) {
                parts.add("required");
            } else if (!option.standard().isEmpty()) {
                parts.add("default " + shown(option));
            }
            terminal.line(
                    "  " + option.name() + " ".repeat(width - option.name().length() + 2) + String.join("; ", parts));
        }
        if (!entry.citations().isEmpty()) {
            terminal.line("\nReference: " + String.join("; ", entry.citations()));
        }
        terminal.line("\nFrom " + entry.origin().plugin() + " " + entry.origin().version() + " ("
                + entry.origin().location() + ")");
    }

    private void paragraph(String text) {
        if (!text.isEmpty()) {
            terminal.line("  " + text);
        }
    }
}
