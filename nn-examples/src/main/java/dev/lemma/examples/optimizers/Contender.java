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
import java.util.function.Function;

/**
 * An optimiser that takes part: one of the catalogue, at many rates, or the one that was chosen, as it is.
 *
 * @param name in tables and legends
 * @param own whether Lemma answers for it: a part of its own, with its own defaults but for the rate
 * @param chosen whether it was chosen by name
 * @param hasRate whether rates can be tried
 * @param maker of it, from its rate if it has one
 */
record Contender(String name, boolean own, boolean chosen, boolean hasRate, Function<Map<String, ?>, Optimizer> maker) {

    private static final String RATE = "rate";
    private static final String OWN = "lemma.optim";

    /** Those with names, in order of family; wrappers around other optimisers have no defaults and are not among them. */
    static List<Contender> all(Catalogue catalogue, Optional<String> only) {
        List<Contender> all = new ArrayList<>();
        if (only.isPresent()) {
            for (String name : only.get().split(",", -1)) {
                Entry<Optimizer> entry = catalogue.entry(OPTIMIZER, name.strip());
                if (!entry.hasDefaults()) {
                    throw new UsageException("--only " + name
                            + ": it needs options that are not given here; expected optimisers with defaults");
                }
                all.add(of(entry));
            }
        } else {
            catalogue.entries(OPTIMIZER).stream().filter(Entry::hasDefaults).forEach(entry -> all.add(of(entry)));
        }
        List<Contender> sorted = new ArrayList<>();
        for (Family family : Family.values()) {
            all.stream().filter(each -> each.family() == family).forEach(sorted::add);
        }
        return sorted;
    }

    private static Contender of(Entry<Optimizer> entry) {
        boolean own = entry.origin().plugin().equals(OWN);
        boolean hasRate =
                entry.options().stream().anyMatch(option -> option.name().equals(RATE));
        return new Contender(entry.name(), own, false, hasRate, entry::create);
    }

    /** The one that was chosen: a wrapper too, and at no other rate than its own. */
    static Contender chosen(Catalogue catalogue, Optimizer optimizer) {
        String name = catalogue.entries(OPTIMIZER).stream()
                .filter(entry -> entry.makes(optimizer.getClass()))
                .findFirst()
                .map(Entry::name)
                .orElse(optimizer.getClass().getSimpleName());
        // what agrees up to a comma has one colour in charts
        return new Contender(name + ", chosen", false, true, false, options -> optimizer);
    }

    Family family() {
        return Family.of(name);
    }

    /** Rates to be tried: so many in each power of ten from 1e-4 to 10, both included; its own alone where none can be. */
    double[] rates(int perDecade) {
        if (!hasRate) {
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
        return maker.apply(Double.isNaN(rate) ? Map.of() : Map.of(RATE, rate));
    }
}
