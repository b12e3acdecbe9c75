/** Classifiers of images: a multilayer perceptron and a convolutional network, trained, tested and shown. */
@NullMarked
package dev.lemma.examples.classification;

import org.jspecify.annotations.NullMarked;
