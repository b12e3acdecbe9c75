package dev.lemma.examples.optimizers;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;

import dev.lemma.api.training.Optimizer;
import dev.lemma.examples.UsageException;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An optimiser of the catalogue.
 *
 * @param entry makes it
 */
record Contender(Entry<Optimizer> entry) {

    private static final String RATE = "rate";
    private static final String OWN = "lemma.optim";

    /** Those with names, in order of family; wrappers around other optimisers have no defaults and are not among them. */
    static List<Contender> all(Catalogue catalogue, Optional<String> only) {
        List<Contender> all = new ArrayList<>();
        if (only.isPresent()) {
            for (String name : only.get().split(",", -1)) {
                Entry<Optimizer> entry = catalogue.entry(OPTIMIZER, name.strip());
                if (!entry.hasDefaults()) {
                    throw new UsageException("--only " + name + ": it needs options that are not given here; expected optimisers with defaults");
                }
                all.add(new Contender(entry));
            }
        } else {
            catalogue.entries(OPTIMIZER).stream()
                    .filter(Entry::hasDefaults)
                    .forEach(entry -> all.add(new Contender(entry)));
        }
        List<Contender> sorted = new ArrayList<>();
        for (Family family : Family.values()) {
            all.stream().filter(each -> each.family() == family).forEach(sorted::add);
        }
        return sorted;
    }

    String name() {
        return entry.name();
    }

    Family family() {
        return Family.of(name());
    }

    /** Whether Lemma answers for it. */
    boolean own() {
        return entry.origin().plugin().equals(OWN);
    }

    private boolean hasRate() {
        return entry.options().stream().anyMatch(option -> option.name().equals(RATE));
    }

    /** Rates to be tried: so many in each power of ten from 1e-4 to 10, both included; the default alone where there is no rate. */
    double[] rates(int perDecade) {
        if (!hasRate()) {
            return new double[] {Double.NaN};
        }
        double[] rates = new double[5 * perDecade + 1];
        Arrays.setAll(rates, i -> rounded(Math.pow(10, -4 + i / (double) perDecade)));
        return rates;
    }

    /** At two digits. */
    private static double rounded(double rate) {
        return new BigDecimal(rate).round(new MathContext(2)).doubleValue();
    }

    Optimizer at(double rate) {
        return Double.isNaN(rate) ? entry.create() : entry.create(Map.of(RATE, rate));
    }
}
