package dev.lemma.compiler.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TeamTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void everyPartRunsOnceInEveryStep(int threads) {
        int steps = threads <= 2 ? 100_000 : 3_000;
        try (Team team = Team.of(threads)) {
            // Plain memory on purpose: the step's end must publish what the parts wrote, its start what the caller
            // wrote.
            int[] written = new int[8];
            int[] input = new int[1];
            for (int step = 1; step <= steps; step++) {
                int parts = step % 9;
                input[0] = step;
                team.run(parts, i -> written[i] += input[0]);
                for (int i = 0; i < parts; i++) {
                    if (written[i] != step) {
                        throw new AssertionError("part " + i + " of step " + step + ": " + written[i]);
                    }
                    written[i] = 0;
                }
            }
            assertThat(team.threads()).isEqualTo(threads);
        }
    }

    @Test
    void sleepingWorkersAreWokenOrDoneWithout() throws InterruptedException {
        try (Team team = Team.of(2)) {
            AtomicInteger runs = new AtomicInteger();
            for (int i = 0; i < 20; i++) {
                team.run(4, p -> runs.incrementAndGet());
                Thread.sleep(2);
            }
            assertThat(runs).hasValue(80);
        }
    }

    @Test
    void bothThreadsWork() {
        try (Team team = Team.of(2)) {
            AtomicInteger inside = new AtomicInteger();
            // Each part waits until the other has begun, which one thread alone could not do.
            team.run(2, p -> {
                inside.incrementAndGet();
                while (inside.get() < 2) {
                    Thread.onSpinWait();
                }
            });
            assertThat(inside).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theFirstExceptionReachesTheCallerAndTheTeamGoesOn(int threads) {
        try (Team team = Team.of(threads)) {
            for (int round = 0; round < 2_000; round++) {
                int bad = round % 5;
                assertThatThrownBy(() -> team.run(5, p -> {
                            if (p == bad) {
                                throw new IllegalArgumentException("part " + p);
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("part " + bad);
                AtomicInteger runs = new AtomicInteger();
                team.run(5, p -> runs.incrementAndGet());
                assertThat(runs).hasValue(5);
            }
            assertThatThrownBy(() -> team.run(3, p -> {
                        throw new StackOverflowError("simulated");
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void nestedStepsRunInTheirCaller() {
        try (Team team = Team.of(2)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(12);
            AtomicReference<Throwable> strayed = new AtomicReference<>();
            team.run(3, outer -> {
                Thread caller = Thread.currentThread();
                team.run(4, inner -> {
                    runs.incrementAndGet(outer * 4 + inner);
                    if (Thread.currentThread() != caller) {
                        strayed.set(new AssertionError("a nested part left its caller"));
                    }
                });
            });
            assertThat(strayed.get()).isNull();
            for (int i = 0; i < 12; i++) {
                assertThat(runs.get(i)).isEqualTo(1);
            }
        }
    }

    @Test
    void callersFromSeveralThreadsDoNotMix() throws InterruptedException {
        try (Team team = Team.of(2)) {
            List<Thread> callers = new ArrayList<>();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            for (int t = 0; t < 3; t++) {
                int own = t;
                callers.add(new Thread(() -> {
                    try {
                        int[] written = new int[4];
                        for (int step = 0; step < 5_000; step++) {
                            boolean fail = step % 10 == own;
                            try {
                                team.run(4, p -> {
                                    written[p]++;
                                    if (fail && p == 3) {
                                        throw new IllegalStateException("caller " + own);
                                    }
                                });
                                assertThat(fail).isFalse();
                                assertThat(written).containsOnly(1);
                            } catch (IllegalStateException e) {
                                assertThat(e).hasMessage("caller " + own);
                                assertThat(fail).isTrue();
                            }
                            java.util.Arrays.fill(written, 0);
                        }
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                }));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    void anInterruptIsKeptForTheCaller() {
        try (Team team = Team.of(2)) {
            Thread.currentThread().interrupt();
            AtomicInteger runs = new AtomicInteger();
            team.run(6, p -> runs.incrementAndGet());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(runs).hasValue(6);
        }
    }

    @Test
    void aClosedTeamRunsInItsCaller() throws InterruptedException {
        Team team = Team.of(3);
        AtomicReference<Thread> other = new AtomicReference<>();
        AtomicInteger inside = new AtomicInteger();
        team.run(2, p -> {
            inside.incrementAndGet();
            while (inside.get() < 2) {
                Thread.onSpinWait();
            }
            if (Thread.currentThread().getName().startsWith("lemma-team")) {
                other.set(Thread.currentThread());
            }
        });
        team.close();
        team.close();
        assertThat(other.get().isDaemon()).isTrue();
        other.get().join(5_000);
        assertThat(other.get().isAlive()).isFalse();
        Thread caller = Thread.currentThread();
        team.run(5, p -> assertThat(Thread.currentThread()).isSameAs(caller));
    }

    @Test
    void sizesAreChecked() {
        assertThatThrownBy(() -> Team.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
        try (Team team = Team.of(2)) {
            assertThatThrownBy(() -> team.run(-1, p -> {})).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
