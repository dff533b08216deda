//! omnifila-core
