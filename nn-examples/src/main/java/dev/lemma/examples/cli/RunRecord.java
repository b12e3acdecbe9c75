package dev.lemma.examples.cli;

import dev.lemma.core.io.AtomicFile;
import dev.lemma.examples.Claim;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What a run leaves in its folder for later ones: the file {@code run.properties}.
 *
 * @param folder of the run
 * @param example its name
 * @param command as it can be typed again
 * @param started in milliseconds since 1970
 * @param seconds it took
 * @param claims with their verdicts
 */
record RunRecord(Path folder, String example, String command, long started, double seconds, List<Claim> claims) {

    static final String FILE = "run.properties";

    RunRecord {
        claims = List.copyOf(claims);
    }

    /** Writes the record into the folder. */
    void write() {
        Properties all = new Properties();
        all.setProperty("example", example);
        all.setProperty("command", command);
        all.setProperty("started", Long.toString(started));
        all.setProperty("seconds", Double.toString(seconds));
        all.setProperty("claims", Integer.toString(claims.size()));
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            all.setProperty("claim." + i + ".id", claim.id());
            all.setProperty("claim." + i + ".claim", claim.claim());
            all.setProperty("claim." + i + ".measured", claim.measured());
            all.setProperty("claim." + i + ".expected", claim.expected());
            all.setProperty("claim." + i + ".holds", Boolean.toString(claim.holds()));
        }
        StringWriter text = new StringWriter();
        try {
            all.store(text, null);
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        AtomicFile.write(folder.resolve(FILE), text.toString());
    }

    /** The record of a folder, empty if there is none that can be read: what others left there is not ours to judge. */
    static Optional<RunRecord> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Properties all = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            all.load(text);
            List<Claim> claims = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(all.getProperty("claims", "")); i++) {
                claims.add(new Claim(
                        all.getProperty("claim." + i + ".id", ""),
                        all.getProperty("claim." + i + ".claim", ""),
                        all.getProperty("claim." + i + ".measured", ""),
                        all.getProperty("claim." + i + ".expected", ""),
                        Boolean.parseBoolean(all.getProperty("claim." + i + ".holds", ""))));
            }
            return Optional.of(new RunRecord(
                    folder,
                    all.getProperty("example", ""),
                    all.getProperty("command", ""),
                    Long.parseLong(all.getProperty("started", "")),
                    Double.parseDouble(all.getProperty("seconds", "")),
                    claims));
        } catch (IOException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** How many claims hold: "2 of 3". */
    String verdict() {
        return claims.isEmpty()
                ? "no claims"
                : claims.stream().filter(Claim::holds).count() + " of " + claims.size();
    }
}
