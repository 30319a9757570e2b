"""Numbers → figures. Charts receive finished tables, compute no statistic and save nothing themselves."""
