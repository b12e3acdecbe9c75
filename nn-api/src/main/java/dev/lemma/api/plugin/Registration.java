package dev.lemma.api.plugin;

/** What is said about a part that was added. Every part should have a summary; what has been published, a citation. */
public interface Registration {

    /** One line, without a full stop. */
    Registration summary(String line);

    /** The formula, in Unicode. */
    Registration formula(String text);

    /** Where it comes from: a DOI, {@code arXiv:1412.6980}, an address or a full reference. */
    Registration cite(String reference);

    /** Other names that find the same part. */
    Registration alias(String... names);

    /**
     * Other objects that do what this part does with its defaults: a saved model that uses one of them notes this part.
     */
    Registration equivalent(Object... others);
}
