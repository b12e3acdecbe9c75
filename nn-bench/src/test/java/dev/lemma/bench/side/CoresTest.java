package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoresTest {

    @Test
    void readsTheKernelsList() {
        assertThat(Cores.parse("0-2,5")).containsExactly(0, 1, 2, 5);
        assertThat(Cores.parse("3")).containsExactly(3);
    }

    @Test
    void saysHowTheThreadsAreHeld() {
        assertThat(Cores.forThreads(1).description()).isNotBlank();
        Cores tooMany = Cores.forThreads(Integer.MAX_VALUE);
        assertThat(tooMany.prefix()).isEmpty();
        assertThat(tooMany.description()).isNotBlank();
    }
}
