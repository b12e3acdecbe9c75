package dev.lemma.examples.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown file taken apart: fenced blocks, links, headings, commands between backticks.
 *
 * <p>A block is what stands between fences, or, unseen by the reader, in a comment whose first line is {@code <!-- java}. The
 * comment {@code <!-- printed -->} on the line before a fence says that the page's program prints what the block shows.
 */
record Page(
        Path file, List<String> lines, List<Block> blocks, List<Link> links, Set<String> anchors, List<Link> commands) {

    private static final Pattern FENCE = Pattern.compile("```(\\w*).*");
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

    /** Lines of one language; the first of them is the file's {@code line}-th, counted from 1. */
    record Block(String language, int line, List<String> lines, boolean printed) {}

    /** The target of a link, or a command. */
    record Link(int line, String target) {}

    static Page read(Path file) throws IOException {
        return parse(file, Files.readAllLines(file));
    }

    static Page parse(Path file, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        List<Link> commands = new ArrayList<>();
        Set<String> anchors = new LinkedHashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            boolean hidden = line.equals("<!-- java");
            if (hidden || fence.matches()) {
                String end = hidden ? "-->" : "```";
                int from = i + 1;
                int to = from;
                while (to < lines.size() && !lines.get(to).strip().equals(end)) {
                    to++;
                }
                boolean printed = i > 0 && lines.get(i - 1).strip().equals("<!-- printed -->");
                String language = hidden ? "java" : fence.group(1);
                blocks.add(new Block(language, from + 1, List.copyOf(lines.subList(from, to)), printed));
                i = to;
                continue;
            }
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                anchors.add(anchor(heading.group(1)));
            }
            for (Matcher code = CODE.matcher(line); code.find(); ) {
                if (code.group(1).startsWith("./lemma ") || code.group(1).startsWith("mvn ")) {
                    commands.add(new Link(i + 1, code.group(1)));
                }
            }
            for (Matcher link = LINK.matcher(CODE.matcher(line).replaceAll("")); link.find(); ) {
                links.add(new Link(i + 1, link.group(1)));
            }
        }
        for (Block block : blocks) {
            if (block.language().equals("sh") || block.language().isEmpty()) {
                for (int k = 0; k < block.lines().size(); k++) {
                    commands.add(new Link(block.line() + k, block.lines().get(k)));
                }
            }
        }
        return new Page(
                file, List.copyOf(lines), List.copyOf(blocks), List.copyOf(links), anchors, List.copyOf(commands));
    }

    /** As GitHub makes it: lower case, punctuation gone, blanks to hyphens. */
    static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    List<Block> of(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** Relative links that lead nowhere. */
    List<Finding> brokenLinks() throws IOException {
        List<Finding> broken = new ArrayList<>();
        for (Link link : links) {
            if (link.target().matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.target().split("#", 2);
            Path folder = file.toAbsolutePath().normalize().getParent();
            Path to = folder.resolve(parts[0]).normalize();
            boolean here = parts[0].isEmpty();
            if (!here && !Files.exists(to)) {
                broken.add(new Finding(file, link.line(), "the link to " + link.target() + " leads to no file"));
            } else if (parts.length == 2 && !(here ? this : read(to)).anchors().contains(parts[1])) {
                broken.add(new Finding(file, link.line(), "the link to " + link.target() + " leads to no heading"));
            }
        }
        return broken;
    }
}
