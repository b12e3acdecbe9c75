package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final Calibration C = new Calibration(0.2, 3, 12);

    @Test
    void aimsATenthAboveTheShortestTiming() {
        assertThat(C.units(0.1, 10)).isEqualTo(22);
        assertThat(C.units(0.4, 10)).isEqualTo(6);
        assertThat(C.units(5, 1)).isEqualTo(1);
    }

    @Test
    void growsAtMostTenfold() {
        assertThat(C.units(1e-6, 1)).isEqualTo(10);
        assertThat(C.units(0, 1 << 29)).isEqualTo(1 << 30);
    }

    @Test
    void warmsUpAndThenTimesLongEnough() {
        AtomicInteger done = new AtomicInteger();
        int units = new Calibration(0.01, 0.05, 1).warm(n -> {
            for (int i = 0; i < n; i++) {
                done.incrementAndGet();
                LockSupport.parkNanos(1_000_000);
            }
        });
        // A unit sleeps a millisecond or a little more: at most 11 units fill 1.1 times 10 ms.
        assertThat(units).isBetween(1, 11);
        assertThat(done.get()).isGreaterThan(units);
    }

    @Test
    void theCompilerIsBusyWhileAMethodIsCompiledOrWaits() {
        String idle = "Current compiles: \n\nC1 compile queue:\nEmpty\n\nC2 compile queue:\nEmpty\n\n";
        assertThat(JitCompiler.isBusy(idle)).isFalse();
        String compiling = "compiles: \nC2 CompilerThread0  1874 %     4       Q::f @ 5 (63 bytes)\n";
        assertThat(JitCompiler.isBusy(idle.replace("compiles: \n", compiling))).isTrue();
        assertThat(JitCompiler.isBusy(idle.replaceFirst("Empty", "     12       3       Q::g (12 bytes)")))
                .isTrue();
    }

    @Test
    void thisCompilerTellsWhatItDoes() {
        JitCompiler compiler = new JitCompiler();
        long end = System.nanoTime() + 20_000_000_000L;
        boolean worked = compiler.isBusy();
        for (long n = 0; !worked && System.nanoTime() < end; n++) {
            String.format("%s %08x %.3f", n, n, Math.sqrt(n))
                    .lines()
                    .map(String::strip)
                    .toList();
            worked = n % 50 == 0 && compiler.isBusy();
        }
        assertThat(worked).isTrue();
    }
}
