package dev.lemma.examples.terminal;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How far a piece of work is, how fast it goes and how long it still takes.
 *
 * <pre>{@code
 * try (Progress progress = context.progress("training the MLP", steps)) {
 *     for (...) { step(); progress.advance(); }
 * }
 * }</pre>
 *
 * <p>Nothing is shown in the first two seconds, so short work stays silent. Then, on a terminal, one live line ten times a
 * second at most; elsewhere a line each 10 % or ten seconds, whichever comes first, and at most one a second. A call that shows
 * nothing costs one reading of the clock (about 25 ns). Steps may be reported by several threads.
 *
 * <p>The rate is a moving average over about the last five seconds, because the first steps of a program on the JVM are slower
 * than the rest; the time left is what remains divided by it.
 */
public final class Progress implements ProgressListener, AutoCloseable {

    private static final long SECOND = 1_000_000_000L;
    private static final long SILENT = 2 * SECOND;
    private static final long FRAME = SECOND / 10;
    private static final long LINE = SECOND;
    private static final long LONGEST_SILENCE = 10 * SECOND;
    private static final double MEMORY_SECONDS = 5;

    private final Terminal terminal;
    private final String label;
    private final LongSupplier clock;
    private final long start;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextLook;
    private volatile long total;
    private volatile Supplier<String> note = () -> "";

    // Guarded by this: what was shown last.
    private boolean shown;
    private boolean closed;
    private long lastLook;
    private long lastDone;
    private double rate;
    private long lastLine;
    private long linesTenth;

    /** Over the process's own clock. */
    public Progress(Terminal terminal, String label, long total) {
        this(terminal, label, total, System::nanoTime);
    }

    /** Over any clock, in nanoseconds. */
    public Progress(Terminal terminal, String label, long total, LongSupplier clock) {
        this.terminal = terminal;
        this.label = label;
        this.total = Math.max(0, total);
        this.clock = clock;
        this.start = clock.getAsLong();
        this.nextLook = new AtomicLong(start + SILENT);
        this.lastLook = start;
        this.lastLine = start;
    }

    /** One more step is done. */
    public void advance() {
        advance(1);
    }

    /** So many more steps are done. */
    public void advance(long steps) {
        done.addAndGet(steps);
        look();
    }

    @Override
    public void at(long nowDone, long nowTotal) {
        done.set(nowDone);
        if (nowTotal != total) {
            total = Math.max(0, nowTotal);
        }
        look();
    }

    /** What to add to the line, such as the loss; asked only when a line is shown, by the thread that then reports. */
    public Progress note(Supplier<String> text) {
        note = text;
        return this;
    }

    /** Ends the display. If it had appeared, one line says what was done in what time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (shown) {
            terminal.clearStatus();
            long elapsed = clock.getAsLong() - start;
            terminal.errorLine(label + ": " + count(done.get()) + " in " + time(elapsed) + ", "
                    + rateText(done.get() * (double) SECOND / Math.max(1, elapsed)) + noteText());
        }
    }

    private void look() {
        long now = clock.getAsLong();
        long due = nextLook.get();
        if (now - due >= 0 && nextLook.compareAndSet(due, now + FRAME)) {
            show(now);
        }
    }

    private synchronized void show(long now) {
        if (closed) {
            return;
        }
        long count = done.get();
        double seconds = (now - lastLook) / (double) SECOND;
        if (seconds > 0) {
            double recent = (double) (count - lastDone) / seconds;
            double weight = shown ? 1 - Math.exp(-seconds / MEMORY_SECONDS) : 1;
            rate += weight * (recent - rate);
        }
        lastLook = now;
        lastDone = count;
        if (terminal.isInteractive()) {
            shown = true;
            terminal.status(bar(now, count));
        } else {
            long tenth = total > 0 ? 10 * count / total : 0;
            boolean due = tenth > linesTenth || now - lastLine >= LONGEST_SILENCE;
            if (due && (!shown || now - lastLine >= LINE)) {
                terminal.errorLine(plain(now, count));
                lastLine = now;
                linesTenth = tenth;
            }
            shown = true;
        }
    }

    private String bar(long now, long count) {
        StringBuilder right = new StringBuilder();
        if (total > 0) {
            right.append(String.format(Locale.ROOT, "%3d %%  %s/%s", percent(count), count(count), count(total)));
        } else {
            right.append(count(count));
        }
        right.append("  ")
                .append(rateText(rate))
                .append("  ")
                .append(remaining(now, count))
                .append(noteText());
        int room = terminal.width() - label.length() - right.length() - 5;
        String drawn = "";
        if (total > 0 && room >= 6) {
            int length = Math.min(room, 30);
            int full = (int) Math.min(length, length * (double) count / total);
            String head = full < length ? (terminal.hasUnicode() ? "╸" : ">") : "";
            String rest = " ".repeat(Math.max(0, length - full - head.length()));
            String track = terminal.hasUnicode() ? terminal.paint(Terminal.Style.FAINT, rest.replace(' ', '━')) : rest;
            drawn = "  "
                    + terminal.paint(Terminal.Style.ACCENT, (terminal.hasUnicode() ? "━" : "=").repeat(full) + head)
                    + track;
        }
        String line = label + drawn + "  " + right;
        // a line that wraps cannot be taken back; one without a bar has no colours, so it can be cut anywhere
        return drawn.isEmpty() && line.length() >= terminal.width() ? line.substring(0, terminal.width() - 1) : line;
    }

    private String plain(long now, long count) {
        String share = total > 0 ? percent(count) + " %, " + count(count) + " of " + count(total) : count(count);
        return label + ": " + share + ", " + rateText(rate) + ", " + remaining(now, count) + noteText();
    }

    private String noteText() {
        String text = note.get();
        return text.isEmpty() ? "" : "  " + text;
    }

    private String remaining(long now, long count) {
        if (total <= 0) {
            return time(now - start);
        }
        if (!(rate > 0)) {
            return "time left unknown";
        }
        return time((long) (Math.max(0, total - count) / rate * SECOND)) + " left";
    }

    private long percent(long count) {
        return Math.min(100, (long) (100.0 * count / total));
    }

    /** 0:07, 12:30, 3:05:00. */
    static String time(long nanos) {
        long seconds = Math.round(nanos / (double) SECOND);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** 950, 13.5k, 2.1M. */
    static String count(long n) {
        if (n < 10_000) {
            return Long.toString(n);
        }
        return n < 999_950
                ? String.format(Locale.ROOT, "%.1fk", n / 1e3)
                : String.format(Locale.ROOT, "%.1fM", n / 1e6);
    }

    /** 2.3k/s, 14/s, or 3.2 s each when it is slower than one a second. */
    static String rateText(double perSecond) {
        if (perSecond >= 10) {
            return count(Math.round(perSecond)) + "/s";
        }
        if (perSecond >= 1) {
            return String.format(Locale.ROOT, "%.1f/s", perSecond);
        }
        return perSecond > 0 ? String.format(Locale.ROOT, "%.1f s each", 1 / perSecond) : "0/s";
    }
}
