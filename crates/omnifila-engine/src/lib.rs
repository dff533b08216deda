//! omnifila-engine
