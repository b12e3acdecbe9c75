package dev.lemma.examples.optimizers;

import java.util.Arrays;
import java.util.List;

/** Rules that are drawn together. */
enum Family {
    DESCENT("descent and momentum", "sgd", "momentum", "nesterov", "lars", "lion", "muon", "sgld"),
    ADAM("Adam and its variants", "adam", "adamw", "amsgrad", "adamax", "nadam", "radam", "adabelief"),
    SCALED("rates from past gradients", "adagrad", "adadelta", "rmsprop", "lamb"),
    OTHER("rules of plugins");

    private final String title;
    private final List<String> names;

    Family(String title, String... names) {
        this.title = title;
        this.names = List.of(names);
    }

    String title() {
        return title;
    }

    static Family of(String optimizer) {
        return Arrays.stream(values())
                .filter(family -> family.names.contains(optimizer))
                .findFirst()
                .orElse(OTHER);
    }
}
