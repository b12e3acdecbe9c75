package dev.lemma.examples.theorems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import dev.lemma.theory.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TheoremsPageTest {

    private static String page() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/theorems.md"))) {
            folder = folder.getParent();
        }
        return Files.readString(folder.resolve("docs/theorems.md"));
    }

    /** A row for each experiment, and for nothing else. */
    @Test
    void thePageHasEveryExperiment() throws IOException {
        TreeSet<String> there = new TreeSet<>();
        for (Entry<Experiment> entry : Catalogue.load().entries(Experiment.POINT)) {
            there.add(entry.name());
        }
        TreeSet<String> written = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| `lemma run ([a-z-]+)` \\| [^|]+ \\| [^|]+ \\|")
                .matcher(page());
        while (row.find()) {
            written.add(row.group(1));
        }
        assertThat(written).isEqualTo(there).hasSizeGreaterThan(12);
    }
}
