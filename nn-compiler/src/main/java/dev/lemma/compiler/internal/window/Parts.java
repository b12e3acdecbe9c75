package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.concurrent.Team;
import java.util.function.IntConsumer;

/** How work is cut for a team: into the same parts whatever the number of threads, so that results are too. */
final class Parts {

    /** Most parts. */
    static final int MOST = 4;

    /** Work below which waking another thread costs more than it saves. */
    private static final long ALONE = 500_000;

    private Parts() {}

    /** Parts of so many units of work, at least 1. */
    static int of(int units) {
        return Math.max(1, Math.min(MOST, units));
    }

    /** First unit of a part. */
    static int first(int units, int parts, int part) {
        return (int) ((long) units * part / parts);
    }

    /** Runs every part, on the team if the work is worth it. */
    static void run(Team team, long flops, int parts, IntConsumer part) {
        if (parts == 1 || flops < ALONE) {
            for (int i = 0; i < parts; i++) {
                part.accept(i);
            }
        } else {
            team.run(parts, part);
        }
    }
}
