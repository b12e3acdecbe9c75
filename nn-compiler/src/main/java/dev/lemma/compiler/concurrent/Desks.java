package dev.lemma.compiler.concurrent;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Working memory for the parts of a {@link Team}'s step: as many desks as parts can run at once. A part takes one and gives it back; which one it gets
 * is arbitrary, so nothing may be left on it for later. Neither call allocates.
 *
 * @param <T> what a part needs while it runs
 */
public final class Desks<T> {

    private final AtomicReferenceArray<T> desks;

    /** Desks for so many parts on that team. */
    public Desks(Team team, int parts, Supplier<T> desk) {
        this.desks = new AtomicReferenceArray<>(Math.max(1, Math.min(parts, team.threads())));
        for (int i = 0; i < desks.length(); i++) {
            desks.set(i, desk.get());
        }
    }

    /** A desk that nobody works at. */
    public T take() {
        for (int i = 0; ; i = (i + 1) % desks.length()) {
            T desk = desks.getAndSet(i, null);
            if (desk != null) {
                return desk;
            }
        }
    }

    /** Gives a desk back. */
    public void give(T desk) {
        for (int i = 0; ; i = (i + 1) % desks.length()) {
            if (desks.compareAndSet(i, null, desk)) {
                return;
            }
        }
    }
}
