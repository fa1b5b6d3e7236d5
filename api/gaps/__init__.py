"""Knowledge gaps: questions that the catalogue could not answer, counted, until a maintainer answers them."""
