package dev.lemma.examples.report;

/** A value worth a line across the chart: chance, a bound, the width where something changes. */
record Mark(boolean horizontal, double value, String label) {}
