package dev.lemma.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that rightly claim more than the process has memory for are refused by a sentence. */
class SmallHeapTest {

    private static final int SIDE = 6000;
    private static final int MILLION = 1_000_000;

    @TempDir
    Path folder;

    /** Reads the files of its arguments and prints what becomes of each. */
    public static final class Reading {

        private Reading() {}

        /** One word and the message for each. */
        public static void main(String[] files) {
            for (String file : files) {
                try {
                    read(Path.of(file));
                    System.out.println("read");
                } catch (RuntimeException | Error e) {
                    System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
                }
            }
        }

        private static void read(Path file) {
            String name = file.toString();
            if (name.endsWith(".png")) {
                Png.readGrey(file);
            } else if (name.endsWith(".npz")) {
                Npz.read(file);
            } else if (name.endsWith(".csv")) {
                Csv.standard().read(file);
            } else {
                Idx.read(file);
            }
        }
    }

    @Test
    void claimsAreComparedWithWhatIsFree() throws IOException, InterruptedException {
        List<Path> files = List.of(png(), idx(), npz(), csv());
        for (Path file : files) {
            assertThat(Files.size(file)).isLessThan(300_000);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName()));
        files.forEach(file -> command.add(file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(lines.toString()).isZero();
        assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(line)
                .startsWith("FormatException ")
                .contains("of memory", "-Xmx"));
    }

    private Path png() throws IOException {
        Path file = folder.resolve("picture.png");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
            byte[] header = ByteBuffer.allocate(13)
                    .putInt(SIDE)
                    .putInt(SIDE)
                    .put((byte) 8)
                    .array();
            chunk(out, "IHDR", header);
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            try (OutputStream packed = new DeflaterOutputStream(data, new Deflater(9))) {
                packed.write(new byte[SIDE * (SIDE + 1)]);
            }
            chunk(out, "IDAT", data.toByteArray());
            chunk(out, "IEND", new byte[0]);
        }
        return file;
    }

    private static void chunk(OutputStream out, String type, byte[] content) throws IOException {
        byte[] named = ByteBuffer.allocate(4 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
        CRC32 crc = new CRC32();
        crc.update(named);
        out.write(ByteBuffer.allocate(4).putInt(content.length).array());
        out.write(named);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private Path idx() throws IOException {
        Path file = folder.resolve("images.idx.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[] {0, 0, 8, 1});
            out.write(ByteBuffer.allocate(4).putInt(40 * MILLION).array());
            out.write(new byte[40 * MILLION]);
        }
        return file;
    }

    private Path npz() throws IOException {
        Path file = folder.resolve("arrays.npz");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : List.of("a", "b", "c")) { // each fits, all three do not
                out.putNextEntry(new ZipEntry(name + ".npy"));
                String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3000000,), }";
                out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
                out.write((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
                out.write(new byte[24 * MILLION]);
                out.closeEntry();
            }
        }
        return file;
    }

    private Path csv() throws IOException {
        Path file = folder.resolve("table.csv");
        byte[] rows = "7\n".repeat(MILLION).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 12; i++) {
                out.write(rows);
            }
        }
        return file;
    }
}
