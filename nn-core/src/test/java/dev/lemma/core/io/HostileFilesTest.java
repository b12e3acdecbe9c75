package dev.lemma.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lemma.api.tensor.DType;
import dev.lemma.core.io.checkpoint.Checkpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Seeded mutations of good files: whatever comes, the reader reads or refuses with {@link FormatException}, within a
 * second and within a few megabytes. For formats that end in a checksum it is also made right again after the
 * mutation, so that what lies behind it is reached.
 */
class HostileFilesTest {

    private static final int MUTATIONS = 2500;
    private static final long MOST_BYTES = 8 << 20;
    private static final long MOST_NANOS = 1_000_000_000L;
    private static final long[] NUMBERS = {
        0, 1, 7, 255, 65_535, 1_000_000_000, Integer.MAX_VALUE, 0xFFFF_FFFFL, 1L << 40, Long.MAX_VALUE, -1
    };

    @TempDir
    Path folder;

    enum Format {
        NPY("f8.npy", Npy::read, 128, true),
        NPY_FORTRAN("f8-fortran.npy", Npy::read, 128, true),
        NPZ("stored.npz", Npz::read, 618, false),
        NPZ_WIDE("wide.npz", Npz::read, 1024, false),
        NPZ_DEFLATED("deflated.npz", Npz::read, 523, false),
        SAFETENSORS("plain.safetensors", Safetensors::read, 368, true),
        IDX("floats.idx", Idx::read, 12, true),
        IDX_GZIP("images-idx3-ubyte.gz", Idx::read, 63, false),
        PNG("colour.png", Png::readColour, 60, false),
        PNG_REPAIRED("palette.png", Png::readGrey, 138, true) {
            @Override
            void repair(byte[] bytes) {
                for (int at = 8; at + 12 <= bytes.length; ) {
                    int length = ByteBuffer.wrap(bytes).getInt(at);
                    if (length < 0 || length > bytes.length - at - 12) {
                        return;
                    }
                    CRC32 crc = new CRC32();
                    crc.update(bytes, at + 4, length + 4);
                    ByteBuffer.wrap(bytes).putInt(at + 8 + length, (int) crc.getValue());
                    at += 12 + length;
                }
            }
        },
        CHECKPOINT("", Checkpoint::read, 200, false),
        CHECKPOINT_REPAIRED("", Checkpoint::read, 200, true) {
            @Override
            void repair(byte[] bytes) {
                if (bytes.length >= 28) {
                    CRC32C crc = new CRC32C();
                    crc.update(bytes, 0, bytes.length - 4);
                    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
                }
            }
        },
        CSV("", file -> Csv.standard().allowNonFinite().read(file), 60, true);

        private final String fixture;
        private final Consumer<Path> reader;
        private final int header;
        private final boolean changesCanPass;

        Format(String fixture, Consumer<Path> reader, int header, boolean changesCanPass) {
            this.fixture = fixture;
            this.reader = reader;
            this.header = header;
            this.changesCanPass = changesCanPass;
        }

        void repair(byte[] bytes) {}

        byte[] good(Path folder) throws IOException {
            if (!fixture.isEmpty()) {
                return Files.readAllBytes(Fixture.path(fixture));
            }
            Path file = folder.resolve("good");
            if (name().startsWith("CHECKPOINT")) {
                Checkpoint.builder()
                        .put("theta", Fixture.real(DType.FLOAT32, 3, 4))
                        .put("slots/m", Fixture.real(DType.FLOAT64, 5))
                        .put("step", 123L)
                        .put("loss", 0.5)
                        .put("note", "ünder way")
                        .build()
                        .write(file);
            } else {
                Files.writeString(
                        file, "age,\"bmi, raw\",target\n59,32.1,151\n48,21.6,75\n72,-3.05e1,141\n24,2.53E+1,nan\n");
            }
            return Files.readAllBytes(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isReadOrRefused(Format format) throws IOException {
        byte[] good = format.good(folder);
        Path file = folder.resolve("mutated");
        Files.write(file, good);
        format.reader.accept(file);
        SplittableRandom random = new SplittableRandom(format.ordinal());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        int read = 0;
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = mutated(good, Math.min(good.length, format.header), random);
            format.repair(bytes);
            if (Arrays.equals(bytes, good)) {
                continue;
            }
            Files.delete(file); // overwriting makes some file systems flush
            Files.write(file, bytes);
            String what = format + ", mutation " + i;
            long allocated = threads.getThreadAllocatedBytes(thread);
            long started = threads.getCurrentThreadCpuTime();
            try {
                format.reader.accept(file);
                read++;
            } catch (FormatException e) {
                refused++;
                assertThat(e.getMessage()).as(what).contains(file.toString()).hasSizeLessThan(2000);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what + ": " + e, e);
            }
            assertThat(threads.getCurrentThreadCpuTime() - started).as(what).isLessThan(MOST_NANOS);
            assertThat(threads.getThreadAllocatedBytes(thread) - allocated)
                    .as(what)
                    .isLessThan(MOST_BYTES);
        }
        assertThat(refused).as(format.name().toLowerCase(Locale.ROOT)).isGreaterThan(MUTATIONS / 3);
        if (format.changesCanPass) {
            assertThat(read).isPositive();
        }
        if (format == Format.CHECKPOINT) {
            assertThat(read).isZero();
        }
    }

    private static byte[] mutated(byte[] good, int header, SplittableRandom random) {
        byte[] bytes = good.clone();
        int rounds = 1 + random.nextInt(3);
        for (int round = 0; round < rounds; round++) {
            int at =
                    random.nextInt(Math.max(1, Math.min(bytes.length, random.nextInt(8) == 0 ? bytes.length : header)));
            switch (random.nextInt(7)) {
                case 0 -> bytes[at % bytes.length] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at % bytes.length] = (byte) random.nextInt(256);
                case 2 -> bytes[at % bytes.length] = (byte) "0123456789-.,:\"'{}[]()/\\ ".charAt(random.nextInt(25));
                case 3 -> number(bytes, at, random);
                case 4 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                case 5 ->
                    bytes = inserted(
                            bytes,
                            at,
                            String.valueOf(NUMBERS[random.nextInt(NUMBERS.length)])
                                    .getBytes());
                default ->
                    bytes = inserted(
                            bytes, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(40))));
            }
        }
        return bytes;
    }

    /** Overwrites two, four or eight bytes by a number that headers do not expect, in either order. */
    private static void number(byte[] bytes, int at, SplittableRandom random) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        int width = 2 << random.nextInt(3);
        boolean big = random.nextBoolean();
        for (int k = 0; k < width && at + k < bytes.length; k++) {
            bytes[at + k] = (byte) (number >> 8 * (big ? width - 1 - k : k));
        }
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] part) {
        byte[] longer = new byte[bytes.length + part.length];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(part, 0, longer, at, part.length);
        System.arraycopy(bytes, at, longer, at + part.length, bytes.length - at);
        return longer;
    }
}
