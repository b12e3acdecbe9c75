package dev.lemma.core.compiler.window;

import dev.lemma.core.concurrent.Team;
import java.util.function.IntConsumer;

/** How a batch is cut for a team: into the same parts whatever the number of threads, so that results are too. */
final class Images {

    /** Most parts a batch is cut into. */
    static final int PARTS = 4;

    /** Work below which waking another thread costs more than it saves. */
    private static final long ALONE = 500_000;

    private Images() {}

    /** Parts of a batch, at least 1. */
    static int parts(int batch) {
        return Math.max(1, Math.min(PARTS, batch));
    }

    /** First image of a part. */
    static int first(int batch, int parts, int part) {
        return (int) ((long) batch * part / parts);
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
