package dev.lemma.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CaseTest {

    @Test
    void knowsItsPeers() {
        Case hvp = Case.of("Hv", "float32", "hvp").without("graph kept");
        assertThat(hvp.matches("torch double backward", "float32", "hvp")).isTrue();
        assertThat(hvp.matches("torch double backward, graph kept", "float32", "hvp"))
                .isFalse();
        assertThat(hvp.matches("torch double backward", "float64", "hvp")).isFalse();
        assertThat(hvp.matches("torch Lanczos 20", "float32", "20 steps")).isFalse();
        Case exp = Case.of("exp", "float32", "call").with("torch exp", "jax exp");
        assertThat(exp.matches("torch exp 4M", "float32", "call")).isTrue();
        assertThat(exp.matches("torch tanh 4M", "float32", "call")).isFalse();
    }

    @Test
    void workloadsAreFoundByNameInEitherCase() {
        assertThat(Workloads.named("w00").id()).isEqualTo("W00");
        assertThatThrownBy(() -> Workloads.named("W77"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("W77")
                .hasMessageContaining("W00");
    }

    @Test
    void everyWorkloadIsWellFormed() {
        assertThat(Workloads.all())
                .extracting(Workload::id)
                .doesNotHaveDuplicates()
                .isSorted();
        for (Workload workload : Workloads.all()) {
            assertThat(workload.cases()).extracting(Case::key).isNotEmpty().doesNotHaveDuplicates();
            assertThat(workload).isInstanceOfAny(SteadyWorkload.class, StartupWorkload.class);
            for (PeerScript script : workload.peers()) {
                assertThat(Workloads.class.getResource("/peers/" + script.file()))
                        .as(script.file())
                        .isNotNull();
            }
        }
    }
}
