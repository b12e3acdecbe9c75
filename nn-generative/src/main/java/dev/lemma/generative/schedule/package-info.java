/** How fast data become noise: rates in continuous time, tables of discrete time, and the grids that samplers step on. */
@NullMarked
package dev.lemma.generative.schedule;

import org.jspecify.annotations.NullMarked;
