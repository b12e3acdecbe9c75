package dev.lemma.examples.optimizers;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.core.plugin.CorePlugin;
import dev.lemma.examples.UsageException;
import dev.lemma.optim.NormClipping;
import dev.lemma.optim.OptimPlugin;
import dev.lemma.runtime.Catalogue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContenderTest {

    /** Of a plugin. */
    public record HalfWay(double rate) implements Optimizer {
        @Override
        public Update update(Tensor gradient, Slots slots) {
            return Update.by(gradient.times(-rate / 2));
        }
    }

    private static final class Plugin implements NnPlugin {
        @Override
        public String id() {
            return "acme.half";
        }

        @Override
        public int apiLevel() {
            return NnApi.LEVEL;
        }

        @Override
        public void contribute(Contributions to) {
            to.add(OPTIMIZER, "half-way", new HalfWay(1)).summary("half of descent");
        }
    }

    private static final Catalogue CATALOGUE = Catalogue.of(new CorePlugin(), new OptimPlugin(), new Plugin());

    @Test
    void rulesOfPluginsJoinAndWrappersDoNot() {
        List<Contender> all = Contender.all(CATALOGUE, Optional.empty());
        assertThat(all)
                .extracting(Contender::name)
                .contains("sgd", "muon", "half-way")
                .doesNotContain("scheduled", "groups");
        Contender plugin = all.get(all.size() - 1);
        assertThat(plugin.name()).isEqualTo("half-way");
        assertThat(plugin.family()).isEqualTo(Family.OTHER);
        assertThat(plugin.own()).isFalse();
        assertThat(plugin.at(3)).isEqualTo(new HalfWay(3));
        assertThat(all).filteredOn(Contender::own).noneMatch(each -> each.family() == Family.OTHER);
    }

    @Test
    void namesCanBeChosen() {
        assertThat(Contender.all(CATALOGUE, Optional.of("adam, half-way")))
                .extracting(Contender::name)
                .containsExactly("adam", "half-way");
        assertThatThrownBy(() -> Contender.all(CATALOGUE, Optional.of("adan"))).hasMessageContaining("adam");
        assertThatThrownBy(() -> Contender.all(CATALOGUE, Optional.of("scheduled")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("scheduled");
    }

    @Test
    void theChosenOneRunsAsItIs() {
        for (Optimizer optimizer : List.of(new NormClipping(new HalfWay(2), 1), new HalfWay(3))) {
            Contender chosen = Contender.chosen(CATALOGUE, optimizer);
            assertThat(chosen.name())
                    .isEqualTo((optimizer instanceof HalfWay ? "half-way" : "norm-clipping") + ", chosen");
            assertThat(chosen.chosen()).isTrue();
            assertThat(chosen.own()).isFalse();
            assertThat(chosen.rates(2)).containsExactly(Double.NaN);
            assertThat(chosen.at(Double.NaN)).isSameAs(optimizer);
        }
    }

    @Test
    void ratesAreSpreadOverPowersOfTen() {
        Contender adam = Contender.all(CATALOGUE, Optional.of("adam")).get(0);
        assertThat(adam.rates(2)).containsExactly(1e-4, 3.2e-4, 1e-3, 3.2e-3, 1e-2, 3.2e-2, 0.1, 0.32, 1, 3.2, 10);
    }

    /** Trace and determinant of the Hessian at the minimum, and a step by hand. */
    @Test
    void theValleyIsAsSteepAsItsSecondDerivatives() {
        assertThat(Valley.STEEPEST + Valley.FLATTEST).isEqualTo(1002);
        assertThat(Valley.STEEPEST * Valley.FLATTEST).isEqualTo(802 * 200 - 400 * 400);
        double[] end = Valley.descend(new HalfWay(2e-3), 1, Valley.START).end();
        // f' = (−2(1 − u) − 400u(v − u²), 200(v − u²)) at (−1.2, 1)
        assertThat(end[0]).isCloseTo(-1.2 + 1e-3 * 215.6, within(1e-14));
        assertThat(end[1]).isCloseTo(1 + 1e-3 * 88, within(1e-14));
    }
}
